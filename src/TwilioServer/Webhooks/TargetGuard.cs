using Microsoft.AspNetCore.Http.Features;

namespace TwilioServer.Webhooks;

/// <summary>
/// Refuses a target with anything but visible ASCII. Kestrel lets a bare CR in it pass, where a proxy may have seen the end
/// of the line (RFC 9112, 2.2), and would go on with what follows as another request.
/// </summary>
internal sealed class TargetGuard(RefusalCounter refusals)
{
    private static readonly Refusal Malformed = new(StatusCodes.Status400BadRequest, BadRequestObserver.MalformedHttp);

    public RequestDelegate Guard(RequestDelegate next) =>
        context =>
        {
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            if (!target.AsSpan().ContainsAnyExceptInRange('!', '~'))
                return next(context);
            refusals.Count(Malformed, context.Connection.RemoteIpAddress);
            context.Response.StatusCode = Malformed.HttpStatus;
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        };
}
