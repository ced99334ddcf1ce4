using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Insights;

/// <summary>A call's summary. It is partial for half an hour after the call and complete afterwards.</summary>
internal static class SummaryResource
{
    private static readonly TimeSpan ProcessingTime = TimeSpan.FromMinutes(30);

    public static string ProcessingState(Call call, DateTimeOffset now) =>
        call.EndTime is { } end && now - end >= ProcessingTime ? "complete" : "partial";

    public static string CallState(Call call) =>
        call.Status switch
        {
            CallStatus.Queued => "undialed",
            CallStatus.Ringing => "ringing",
            CallStatus.InProgress => "answered",
            CallStatus.Failed => "fail",
            CallStatus.NoAnswer => "noanswer",
            var status => status,
        };

    public static IReadOnlyList<string> Tags(Call call) => call.Quality.Tags ?? [];

    public static object Of(Call call, HttpContext context, DateTimeOffset now) =>
        new
        {
            call.AccountSid,
            CallSid = call.Sid,
            AnsweredBy = "unknown",
            CallType = "carrier",
            CallState = CallState(call),
            ProcessingState = ProcessingState(call, now),
            CreatedTime = Iso8601.Format(call.DateCreated),
            StartTime = Iso8601.Format(call.StartTime),
            EndTime = Iso8601.Format(call.EndTime),
            Duration = Seconds(call.StartTime, call.EndTime),
            ConnectDuration = call.IsEnded ? call.DurationSeconds : null,
            From = Party(call.From),
            To = Party(call.To),
            CarrierEdge = call.IsAnswered ? EdgeMetrics.Summary(call) : null,
            ClientEdge = (object?)null,
            SdkEdge = (object?)null,
            SipEdge = (object?)null,
            Tags = Tags(call),
            Url = $"{context.BaseUrl()}/v1/Voice/{call.Sid}/Summary",
            Attributes = new { ConferenceParticipant = false },
            Properties = Properties(call),
            Trust = (object?)null,
            Annotation = AnnotationRoutes.Of(call, context),
        };

    private static object Properties(Call call) =>
        new
        {
            call.Direction,
            DisconnectedBy = "unknown",
            LastSipResponseNum = call.IsEnded ? int.Parse(CallStatus.SipResponseCode(call.Status)) : (int?)null,
            PddMs = call.Quality.PostDialDelayMs,
            Q850Cause = call.Status == CallStatus.Completed ? 16 : (int?)null,
            QueueTime = 0,
        };

    private static object Party(string number) =>
        new
        {
            Caller = number,
            Callee = number,
            NumberPrefix = number.Length > 4 ? number[..4] : number,
            CountryCode = Geography.Country(number),
            Carrier = "Emulated carrier",
            Connection = "",
            Location = (object?)null,
        };

    private static int? Seconds(DateTimeOffset? from, DateTimeOffset? until) =>
        until is { } end && from is { } start ? (int)Math.Ceiling((end - start).TotalSeconds) : null;
}
