using System.Text.Json;
using TwilioServer.Internal;

namespace TwilioServer.Tenants;

/// <summary>Tenants and their numbers over HTTP, for operators and neighbours with the internal key.</summary>
internal sealed class TenantEndpoints(TenantDirectory directory, TenantStore store)
{
    private const string Example = """{"businessName":"Demo Plumbing","forwardTo":"+14155550177"}""";
    private const int MaxBytes = 256 * 1024;

    public void Map(IEndpointRouteBuilder routes, InternalKey key)
    {
        routes.MapGet("/internal/tenants", key.Guard(ListAsync));
        routes.MapGet("/internal/tenants/{tenantId:guid}", key.Guard(ShowAsync));
        routes.MapPut("/internal/tenants/{tenantId:guid}", key.Guard(PutAsync));
        routes.MapPatch("/internal/tenants/{tenantId:guid}", key.Guard(PatchAsync));
    }

    private Task ListAsync(HttpContext context)
    {
        var list = directory.List;
        IReadOnlyList<TenantDocument> documents =
        [
            .. list.Tenants.Select(tenant => TenantDocument.Of(tenant, list.Numbers)),
        ];
        return context.Response.WriteAsJsonAsync(documents, TenantDocuments.Default.IReadOnlyListTenantDocument);
    }

    private Task ShowAsync(HttpContext context) =>
        directory.Find(IdOf(context)) is { } tenant
            ? WriteAsync(context, tenant)
            : StoreProblem.WriteAsync(context, new Refused(Refused.TenantUnknown, "There is no such tenant."));

    private async Task PutAsync(HttpContext context)
    {
        if (
            await JsonBody.ReadAsync(context, TenantDocuments.Default.TenantSettings, Example, MaxBytes) is { } settings
        )
            await SaveAsync(context, settings);
    }

    private async Task PatchAsync(HttpContext context)
    {
        await directory.ReloadAsync(context.RequestAborted);
        if (directory.Find(IdOf(context)) is not { } tenant)
        {
            await ShowAsync(context);
            return;
        }
        if (await JsonBody.ReadAsync(context, PatchJson.Default.JsonDocument, Example, MaxBytes) is not { } patch)
            return;
        using (patch)
        {
            if (await MergeAsync(context, tenant.Settings, patch.RootElement) is { } settings)
                await SaveAsync(context, settings, tenant.SettingsVersion);
        }
    }

    private static async Task<TenantSettings?> MergeAsync(HttpContext context, TenantSettings known, JsonElement patch)
    {
        try
        {
            if (patch.ValueKind == JsonValueKind.Object)
                return TenantDocuments.Merge(known, patch, TenantDocuments.Default.TenantSettings);
        }
        catch (JsonException e)
        {
            await Problem.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                "body-malformed",
                "The settings would not be a settings document any more.",
                e.Path is { Length: < 200 } path ? $"The trouble is at {path}." : null
            );
            return null;
        }
        await Problem.WriteAsync(
            context,
            StatusCodes.Status400BadRequest,
            "body-malformed",
            $"Expected a JSON object with the members to change, such as {Example}"
        );
        return null;
    }

    private async Task SaveAsync(HttpContext context, TenantSettings settings, long? ifVersion = null)
    {
        var id = IdOf(context);
        var refused = await store.SaveAsync(id, settings, Actor.Of(context), context.RequestAborted, ifVersion);
        if (refused is not null)
        {
            await StoreProblem.WriteAsync(context, refused);
            return;
        }
        await directory.ReloadAsync(context.RequestAborted);
        await WriteAsync(context, directory.Find(id)!);
    }

    private Task WriteAsync(HttpContext context, Tenant tenant) =>
        context.Response.WriteAsJsonAsync(
            TenantDocument.Of(tenant, directory.List.Numbers),
            TenantDocuments.Default.TenantDocument
        );

    internal static Guid IdOf(HttpContext context) => Guid.Parse((string)context.Request.RouteValues["tenantId"]!);
}
