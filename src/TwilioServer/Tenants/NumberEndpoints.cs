using TwilioServer.Internal;

namespace TwilioServer.Tenants;

/// <summary>
/// A tenant's numbers over HTTP. Who asks for a number names its tenant: of another tenant's numbers nothing is told.
/// </summary>
internal sealed class NumberEndpoints(TenantDirectory directory, TenantStore store)
{
    private const string Route = "/internal/tenants/{tenantId:guid}/phone-numbers/{phoneNumber}";
    private const string Example =
        """{"phoneNumber":"+14155550100","tenantId":"0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11"}""";
    private const int MaxBytes = 64 * 1024;

    public void Map(IEndpointRouteBuilder routes, InternalKey key)
    {
        routes.MapGet("/internal/phone-numbers", key.Guard(ListAsync));
        routes.MapPost("/internal/phone-numbers", key.Guard(AddAsync));
        routes.MapGet(Route, key.Guard(ShowAsync));
        routes.MapPut(Route, key.Guard(PutAsync));
        routes.MapDelete(Route, key.Guard(RemoveAsync));
    }

    /// <summary>All, or one tenant's.</summary>
    private async Task ListAsync(HttpContext context)
    {
        Guid? only = null;
        if (context.Request.Query["tenantId"] is [{ Length: > 0 } text])
        {
            if (!Guid.TryParse(text, out var id))
            {
                await Problem.WriteAsync(context, 400, "tenant-malformed", "tenantId: expected a UUID.");
                return;
            }
            only = id;
        }
        var list = directory.List;
        IReadOnlyList<NumberDocument> numbers =
        [
            .. list
                .Numbers.Where(pair => only is null || pair.Value == only)
                .Select(pair => NumberDocument.Of(directory.Find(pair.Value)!, pair.Key)),
        ];
        await context.Response.WriteAsJsonAsync(numbers, TenantDocuments.Default.IReadOnlyListNumberDocument);
    }

    private async Task AddAsync(HttpContext context)
    {
        if (await JsonBody.ReadAsync(context, TenantDocuments.Default.NumberWish, Example, MaxBytes) is not { } wish)
            return;
        var (actor, stop) = (Actor.Of(context), context.RequestAborted);
        var problems = wish.Settings?.Problems().ToArray() ?? [];
        var refused =
            problems.Length > 0
                ? new Refused(Refused.Contradiction, problems)
                : await store.SaveNumberAsync(wish.PhoneNumber, wish.TenantId, NumberSource.Operator, actor, stop);
        if (refused is null && wish.Settings is { } settings)
            refused = await store.SaveNumberSettingsAsync(wish.PhoneNumber, wish.TenantId, settings, actor, stop);
        await AnswerAsync(context, refused, wish.TenantId, wish.PhoneNumber, StatusCodes.Status201Created);
    }

    private Task ShowAsync(HttpContext context)
    {
        var (tenantId, number) = Named(context);
        return directory.FindByNumber(number) is { } tenant && tenant.TenantId == tenantId
            ? WriteAsync(context, NumberDocument.Of(tenant, number))
            : StoreProblem.WriteAsync(context, new Refused(Refused.NumberUnknown, "The tenant has no such number."));
    }

    private async Task PutAsync(HttpContext context)
    {
        var (tenantId, number) = Named(context);
        const string example = """{"label":"Newspaper ad","calls":{"greeting":"Thanks for calling about our ad."}}""";
        if (
            await JsonBody.ReadAsync(context, TenantDocuments.Default.NumberSettings, example, MaxBytes)
            is not { } settings
        )
            return;
        var refused = await store.SaveNumberSettingsAsync(
            number,
            tenantId,
            settings,
            Actor.Of(context),
            context.RequestAborted
        );
        await AnswerAsync(context, refused, tenantId, number, StatusCodes.Status200OK);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var (tenantId, number) = Named(context);
        var refused = await store.RemoveNumberAsync(number, tenantId, Actor.Of(context), context.RequestAborted);
        if (refused is not null)
        {
            await StoreProblem.WriteAsync(context, refused);
            return;
        }
        await directory.ReloadAsync(context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task AnswerAsync(HttpContext context, Refused? refused, Guid tenantId, string number, int status)
    {
        if (refused is not null)
        {
            await StoreProblem.WriteAsync(context, refused);
            return;
        }
        await directory.ReloadAsync(context.RequestAborted);
        context.Response.StatusCode = status;
        await WriteAsync(context, NumberDocument.Of(directory.Find(tenantId)!, number));
    }

    private static Task WriteAsync(HttpContext context, NumberDocument document) =>
        context.Response.WriteAsJsonAsync(document, TenantDocuments.Default.NumberDocument);

    private static (Guid TenantId, string Number) Named(HttpContext context) =>
        (TenantEndpoints.IdOf(context), (string)context.Request.RouteValues["phoneNumber"]!);
}
