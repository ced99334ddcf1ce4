using System.Globalization;
using System.Text.Json;

namespace TwilioServer.Ops.Demo;

/// <summary>The timeline of one missed call, from what the emulator saw and what the job table says.</summary>
internal sealed class DemoStory(string callSid, string caller)
{
    private readonly List<(double AtUnixMs, string What, string Detail, double? DurationMs)> _lines = [];
    private readonly HashSet<string> _messageSids = new(StringComparer.Ordinal);
    private bool _callEnded;
    private bool _textSettled;
    private bool _messageRecorded;

    /// <summary>The ends of the call, of its text and of its recording were reported, and the reports answered.</summary>
    public bool IsOver => _callEnded && _textSettled && _messageRecorded;

    /// <summary>Takes an event of the emulator, if it belongs to this call.</summary>
    /// <returns>The event's number, from which to read on.</returns>
    public long Take(JsonElement happened)
    {
        var data = happened.GetProperty("data");
        var at = happened.GetProperty("atUnixMs").GetDouble();
        switch (Text(happened, "kind"))
        {
            case "webhook" when IsOurs(happened):
                TakeWebhook(at, data);
                break;
            case "twiml.verb" when Text(happened, "callSid") == callSid:
                Add(at, "TwiML", "<" + Text(data, "verb") + ">");
                break;
            case "message.created" when Text(data, "to") == caller:
                _messageSids.Add(Text(happened, "messageSid"));
                Add(at, "text", "accepted by Twilio: \"" + Text(data, "body") + "\"");
                break;
            case "message.status" when _messageSids.Contains(Text(happened, "messageSid")):
                Add(at, "text", Text(data, "status"));
                break;
            case "call.status" when Text(happened, "callSid") == callSid:
                Add(at, "call", Text(data, "status"));
                break;
        }
        return happened.GetProperty("seq").GetInt64();
    }

    /// <summary>Takes the jobs of the call and its text.</summary>
    public void Take(IEnumerable<DemoJob> jobs)
    {
        foreach (var job in jobs)
        {
            var waited = (job.ClaimedAt - job.CreatedAt)?.TotalMilliseconds;
            var detail = string.Create(
                CultureInfo.InvariantCulture,
                $"{job.Kind} {job.State}, picked up after {waited ?? 0:0.0} ms, attempt {job.Attempt}"
            );
            Add(
                UnixMs(job.ClaimedAt ?? job.CreatedAt),
                "job",
                detail,
                (job.FinishedAt - job.ClaimedAt)?.TotalMilliseconds
            );
        }
    }

    public void Print(TextWriter output)
    {
        var ordered = _lines.OrderBy(line => line.AtUnixMs).ToList();
        var start = ordered.Count > 0 ? ordered[0].AtUnixMs : 0;
        output.WriteLine("      at ms   took ms  what");
        foreach (var (at, what, detail, duration) in ordered)
        {
            var took = duration is { } ms ? ms.ToString("0.0", CultureInfo.InvariantCulture) : "";
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{at - start, 11:0.0} {took, 9}  {what, -8} {detail}")
            );
        }
        output.WriteLine();
    }

    private void TakeWebhook(double at, JsonElement data)
    {
        var took = data.GetProperty("durationMs").GetDouble();
        var url = new Uri(Text(data, "url"));
        var parameters = data.GetProperty("parameters");
        var word =
            Parameter(parameters, "MessageStatus")
            ?? Parameter(parameters, "DialCallStatus")
            ?? Parameter(parameters, "RecordingStatus")
            ?? Parameter(parameters, "CallStatus");
        Add(at - took, "webhook", $"{url.AbsolutePath} ({word}) → {data.GetProperty("responseStatus")}", took);
        var purpose = Text(data, "purpose");
        _callEnded |= purpose == "status-callback" && Parameter(parameters, "CallSid") == callSid;
        _messageRecorded |= purpose == "recording-status";
        _textSettled |= purpose == "message-status" && word is "delivered" or "undelivered" or "failed";
    }

    private bool IsOurs(JsonElement happened) =>
        Text(happened, "callSid") == callSid || _messageSids.Contains(Text(happened, "messageSid"));

    private void Add(double at, string what, string detail, double? durationMs = null) =>
        _lines.Add((at, what, detail, durationMs));

    private static double UnixMs(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    /// <summary>Parameters come as an object, or as pairs in the order in which they were sent.</summary>
    private static string? Parameter(JsonElement parameters, string name)
    {
        if (parameters.ValueKind == JsonValueKind.Object)
            return parameters.TryGetProperty(name, out var value) ? value.GetString() : null;
        foreach (var pair in parameters.EnumerateArray())
            if (pair[0].GetString() == name)
                return pair[1].GetString();
        return null;
    }

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
