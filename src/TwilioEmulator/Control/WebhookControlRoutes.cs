using System.Text.Json;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Control;

internal static class WebhookControlRoutes
{
    private const int MaxTimes = 10_000;

    private const string Example =
        """{"url":"http://localhost:3701/webhooks/voice","parameters":{"CallSid":"CA1","From":"+14155550100"},"times":2,"concurrently":true} or {"url":"…","json":{"sid":"GT1"}}""";

    public static void MapWebhookControl(this RouteGroupBuilder control) =>
        control.MapPost("/webhooks/send", SendAsync);

    /// <summary>Signs and sends any parameters as Twilio would, as often as wanted: how repeats and forgeries are tried.</summary>
    private static async Task<IResult> SendAsync(HttpRequest request, WebhookSender sender)
    {
        var wish = await ControlJson.ReadAsync<SendWish>(request, Example);
        if (wish.Url is not { } url || WebhookUrl.Parse(url) is null || wish.Method is not ("POST" or "GET"))
            throw new ControlException(400, $"Give an http(s) url, and a method of POST or GET: {Example}");
        if (wish.Times is < 1 or > MaxTimes)
            throw new ControlException(400, $"times must be from 1 to {MaxTimes}.");
        if (wish is { Json.ValueKind: not JsonValueKind.Undefined, Method: not "POST" })
            throw new ControlException(400, "A webhook with json is a POST.");
        var webhook = new Webhook("control", url, wish.Method, ParametersOf(wish.Parameters))
        {
            Json = wish.Json.ValueKind == JsonValueKind.Undefined ? null : wish.Json.GetRawText(),
        };
        var results = new List<WebhookResult>();
        if (wish.Concurrently)
            results.AddRange(
                await Task.WhenAll(Enumerable.Range(0, wish.Times).Select(_ => sender.SendAsync(webhook)))
            );
        else
            for (var sent = 0; sent < wish.Times; sent++)
                results.Add(await sender.SendAsync(webhook));
        return ControlJson.Ok(results.Select(Show));
    }

    private static object Show(WebhookResult result) =>
        new
        {
            status = result.Status,
            contentType = result.ContentType,
            body = result.Body,
            durationMs = result.DurationMs,
            errorCode = result.HttpErrorCode,
            error = result.Error,
        };

    /// <summary>An object, or pairs where a name has to repeat or the order matters.</summary>
    private static WebhookParameters ParametersOf(JsonElement json)
    {
        var parameters = new WebhookParameters();
        if (json.ValueKind == JsonValueKind.Object)
            foreach (var field in json.EnumerateObject())
                parameters.Add(field.Name, field.Value.ToString());
        else if (json.ValueKind == JsonValueKind.Array)
            foreach (var pair in json.EnumerateArray())
                parameters.Add(PairOf(pair));
        else if (json.ValueKind != JsonValueKind.Undefined)
            throw new ControlException(400, $"parameters must be an object or a list of pairs: {Example}");
        return parameters;
    }

    private static KeyValuePair<string, string> PairOf(JsonElement pair) =>
        pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2
            ? new(pair[0].ToString(), pair[1].ToString())
            : throw new ControlException(
                400,
                """Each parameter must be a pair: [["From","+14155550100"],["To","+15125550199"]]"""
            );

    private sealed record SendWish(
        string? Url,
        JsonElement Parameters,
        JsonElement Json,
        string Method = "POST",
        int Times = 1,
        bool Concurrently = false
    );
}
