using System.Reflection;

namespace TwilioEmulator.Inspector;

/// <summary>One page that shows what happens, live. Its files are inside the program; it loads nothing from elsewhere.</summary>
internal static class InspectorPage
{
    public const string Path = "/inspector";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Assembly Assembly = typeof(InspectorPage).Assembly;

    public static void MapInspector(this WebApplication app)
    {
        app.MapGet(Path, (HttpContext context) => Serve(context, "index.html"));
        app.MapGet(Path + "/{file}", (HttpContext context, string file) => Serve(context, file));
    }

    private static IResult Serve(HttpContext context, string file)
    {
        if (Assembly.GetManifestResourceStream("inspector/" + file) is not { } content)
            return Results.NotFound();
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        return Results.Stream(content, ContentType(file));
    }

    private static string ContentType(string file) =>
        System.IO.Path.GetExtension(file) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        };
}
