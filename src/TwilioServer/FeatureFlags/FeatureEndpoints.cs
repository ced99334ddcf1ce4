using TwilioServer.Internal;

namespace TwilioServer.FeatureFlags;

/// <summary>What operators switch over HTTP: flags as the runbook does, and pauses of incoming calls.</summary>
internal sealed class FeatureEndpoints(FeatureDirectory directory, FeatureStore flags, PauseStore pauses)
{
    private const int LongestReason = 200;
    private static readonly string Known = string.Join(", ", FeatureNames.All.Select(feature => feature.Name));

    public void Map(IEndpointRouteBuilder routes, InternalKey key)
    {
        routes.MapGet("/internal/features", key.Guard(ShowAsync));
        routes.MapPatch("/internal/features", key.Guard(SwitchAsync));
        routes.MapGet("/internal/maintenance", key.Guard(ShowAsync));
        routes.MapPost("/internal/maintenance", key.Guard(MaintainAsync));
    }

    private async Task ShowAsync(HttpContext context)
    {
        Guid? tenantId = null;
        if (context.Request.Query["tenantId"] is [{ Length: > 0 } text])
        {
            if (!Guid.TryParse(text, out var id))
            {
                await Problem.WriteAsync(
                    context,
                    StatusCodes.Status400BadRequest,
                    "tenant-malformed",
                    "tenantId: expected a UUID."
                );
                return;
            }
            tenantId = id;
        }
        await WriteAsync(context, tenantId);
    }

    private async Task SwitchAsync(HttpContext context)
    {
        const string example = """{"feature":"call_recording","enabled":false}""";
        if (await JsonBody.ReadAsync(context, FeatureJson.Default.FeatureChange, example) is not { } change)
            return;
        if (FeatureNames.Find(change.Feature) is not { } feature)
        {
            await Problem.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                "feature-unknown",
                $"feature: expected one of {Known}."
            );
            return;
        }
        await ChangeAsync(
            context,
            change.TenantId,
            actor => flags.SetAsync(feature, change.Enabled, change.TenantId, actor, context.RequestAborted)
        );
    }

    private async Task MaintainAsync(HttpContext context)
    {
        const string example = """{"paused":true,"reason":"Moving the database"}""";
        if (await JsonBody.ReadAsync(context, FeatureJson.Default.MaintenanceChange, example) is not { } change)
            return;
        if (change.Paused && (string.IsNullOrWhiteSpace(change.Reason) || change.Reason.Length > LongestReason))
        {
            await Problem.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                "reason-missing",
                $"reason: expected 1 to {LongestReason} characters, for those who come after you."
            );
            return;
        }
        await ChangeAsync(
            context,
            change.TenantId,
            async actor =>
            {
                if (change.Paused)
                    await pauses.PauseAsync(change.Reason!, change.TenantId, actor, context.RequestAborted);
                else
                    await pauses.ResumeAsync(change.TenantId, actor, context.RequestAborted);
            }
        );
    }

    /// <summary>Makes the change, reads it back here at once, and answers with what holds now.</summary>
    private async Task ChangeAsync(HttpContext context, Guid? tenantId, Func<string, Task> change)
    {
        try
        {
            await change(Actor.Of(context));
        }
        catch (UnknownTenantException e)
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "tenant-unknown", e.Message);
            return;
        }
        await directory.ReloadAsync(context.RequestAborted);
        await WriteAsync(context, tenantId);
    }

    private Task WriteAsync(HttpContext context, Guid? tenantId) =>
        context.Response.WriteAsJsonAsync(
            FeatureDocument.Of(directory.List, directory.Environment, tenantId),
            FeatureJson.Default.FeatureDocument
        );
}
