using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using TwilioServer.Internal;

namespace TwilioServer.Media;

/// <summary>
/// What came with a text, for operators and neighbours: <c>GET /internal/media/{messageSid}/{position}</c>. The bytes are a
/// stranger's: they are given to be saved, and never to be shown as a page of ours.
/// </summary>
internal sealed partial class MediaEndpoint(MediaStore store, MediaDirectory directory)
{
    public void Map(IEndpointRouteBuilder routes, InternalKey key) =>
        routes.MapGet("/internal/media/{messageSid}/{position}", key.Guard(ShowAsync));

    private async Task ShowAsync(HttpContext context)
    {
        var row = await FindAsync(context);
        if (row is null)
            await Problem.WriteAsync(
                context,
                StatusCodes.Status404NotFound,
                "media-unknown",
                "Expected the SID of a text that came in and, from 0, which of its files: /internal/media/MM…/0"
            );
        else if (row.Status == "pending")
            await Problem.WriteAsync(
                context,
                StatusCodes.Status404NotFound,
                "media-pending",
                "The file has not been fetched yet. Ask again in a while."
            );
        else if (row.Status != "stored")
            await Problem.WriteAsync(
                context,
                StatusCodes.Status410Gone,
                "media-" + row.Status,
                row.Status == "refused" ? "The file was not taken." : "The file could not be fetched.",
                row.Reason
            );
        else
            await SendAsync(context, row);
    }

    private async Task<MediaRow?> FindAsync(HttpContext context) =>
        context.Request.RouteValues["messageSid"] is string sid
        && SidPattern().IsMatch(sid)
        && short.TryParse(
            (string?)context.Request.RouteValues["position"],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var position
        )
            ? await store.FindAsync(sid, position, context.RequestAborted)
            : null;

    private async Task SendAsync(HttpContext context, MediaRow row)
    {
        var file = directory.Find(row.File!);
        if (!file.Exists || file.Length != row.SizeBytes)
        {
            await Problem.WriteAsync(
                context,
                StatusCodes.Status410Gone,
                "media-gone",
                "The file was kept, and is not there any more."
            );
            return;
        }
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers.CacheControl = "private";
        await TypedResults
            .PhysicalFile(
                file.FullName,
                row.ContentType,
                fileDownloadName: row.File,
                entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(row.Sha256!)}\""),
                enableRangeProcessing: true
            )
            .ExecuteAsync(context);
    }

    [GeneratedRegex(@"^[MS]M[0-9a-f]{32}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex SidPattern();
}
