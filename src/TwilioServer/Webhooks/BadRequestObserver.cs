using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace TwilioServer.Webhooks;

/// <summary>
/// Counts what Kestrel refuses by itself, before any of our code runs: a request line that is none, headers that are
/// too large or too slow.
/// </summary>
internal sealed class BadRequestObserver(RefusalCounter refusals) : IObserver<KeyValuePair<string, object?>>
{
    public const string MalformedHttp = "malformed-http";
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    /// <summary>Asks for this one event, so that none of the others is made.</summary>
    public IDisposable Watch(DiagnosticListener listener) =>
        listener.Subscribe(this, static (name, _, _) => name == BadRequest);

    public void OnNext(KeyValuePair<string, object?> happened)
    {
        if (happened.Value is not IFeatureCollection features)
            return;
        var error = features.Get<IBadRequestExceptionFeature>()?.Error as BadHttpRequestException;
        var status = error?.StatusCode ?? StatusCodes.Status400BadRequest;
        refusals.Count(new Refusal(status, Reason(status)), features.Get<IHttpConnectionFeature>()?.RemoteIpAddress);
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    private static string Reason(int status) =>
        status switch
        {
            StatusCodes.Status408RequestTimeout => Refusal.TooSlow.Reason,
            StatusCodes.Status413PayloadTooLarge => Refusal.TooLarge.Reason,
            StatusCodes.Status414UriTooLong => "url-too-long",
            StatusCodes.Status431RequestHeaderFieldsTooLarge => "headers-too-large",
            _ => MalformedHttp,
        };
}
