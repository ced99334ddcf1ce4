using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace TwilioServer.Webhooks;

/// <summary>
/// Refuses, on every path, what one reader may take for one request and another for two, and ends the connection: what follows
/// on it may be the second one (RFC 9112, 11.2).
/// </summary>
internal sealed class RequestGuard(RefusalCounter refusals)
{
    /// <summary>Of which the name of a header may be made (RFC 9110, 5.6.2).</summary>
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~"
    );

    private static readonly Refusal Malformed = new(StatusCodes.Status400BadRequest, BadRequestObserver.MalformedHttp);

    /// <summary>To be asked before anything else.</summary>
    public RequestDelegate Guard(RequestDelegate next) =>
        context =>
            Against(context) is not { } refusal
                ? next(context)
                : End(context, refusal, context.Connection.RemoteIpAddress);

    /// <summary>
    /// To be asked when the route is known. Where there is none, nobody reads a body, and Kestrel's opinion of where it ends is
    /// the only one: it reads a length of <c>+5</c> as 5.
    /// </summary>
    public static RequestDelegate GuardUnmatched(RequestDelegate next) =>
        context =>
        {
            if (context.GetEndpoint() is not RouteEndpoint)
                context.Response.Headers.Connection = "close";
            return next(context);
        };

    private static Refusal? Against(HttpContext context)
    {
        // Kestrel lets a bare CR in a target pass, where a proxy may have seen the end of the line (RFC 9112, 2.2).
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return Malformed;
        if (IsAmbiguous(context.Request))
            return Refusal.AmbiguousLength;
        // A GET is answered whoever asks, and the connection stays open: it must be whole without a body.
        return HttpMethods.IsGet(context.Request.Method) && MayHaveBody(context.Request) ? Malformed : null;
    }

    /// <summary>
    /// Two lengths in one request: a proxy may have believed the other one. Kestrel believes the chunks, and keeps the
    /// length that it did not believe under another name.
    /// </summary>
    private static bool IsAmbiguous(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0
        && (request.ContentLength is not null || request.Headers.ContainsKey("X-Content-Length"));

    /// <summary>Says that it has one, or has a header whose name some reader may repair to one that does.</summary>
    private static bool MayHaveBody(HttpRequest request)
    {
        if (request.ContentLength is not null || request.Headers.TransferEncoding.Count > 0)
            return true;
        foreach (var header in request.Headers)
            if (header.Key.AsSpan().ContainsAnyExcept(NameCharacters))
                return true;
        return false;
    }

    private Task End(HttpContext context, Refusal refusal, System.Net.IPAddress? source)
    {
        refusals.Count(refusal, source);
        context.Response.StatusCode = refusal.HttpStatus;
        context.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }
}
