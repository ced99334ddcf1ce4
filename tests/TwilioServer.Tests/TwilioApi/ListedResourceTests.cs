using System.Text.Json;
using TwilioServer.TwilioApi;

namespace TwilioServer.Tests.TwilioApi;

/// <summary>Resources as Twilio's documentation shows them.</summary>
public sealed class ListedResourceTests
{
    private static readonly DateTimeOffset Began = new(2025, 11, 18, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_call_has_numbers_as_text_and_dates_as_in_mail() =>
        Assert.Equal(
            new ListedCall("CA1", "CA0", "+1", "+2", "outbound-dial", "completed", 15, Began, Began.AddSeconds(15)),
            ListedCall.Read(
                Json(
                    """
                    {"sid":"CA1","parent_call_sid":"CA0","from":"+1","to":"+2","direction":"outbound-dial",
                    "status":"completed","duration":"15","start_time":"Tue, 18 Nov 2025 09:30:00 +0000",
                    "end_time":"Tue, 18 Nov 2025 09:30:15 +0000","date_created":"Tue, 18 Nov 2025 09:29:59 +0000"}
                    """
                )
            )
        );

    [Fact]
    public void The_end_of_a_call_that_nobody_answered_is_when_it_was_touched_last()
    {
        var call = ListedCall.Read(
            Json(
                """
                {"sid":"CA1","parent_call_sid":null,"status":"no-answer","duration":null,"start_time":null,"end_time":null,
                "date_created":"Tue, 18 Nov 2025 09:30:00 +0000","date_updated":"Tue, 18 Nov 2025 09:30:20 +0000"}
                """
            )
        );
        Assert.Equal((Began, Began.AddSeconds(20)), (call!.StartedAt, call.EndedAt));
        Assert.Null(call.DurationSeconds);
        Assert.Null(call.ParentCallSid);
    }

    [Fact]
    public void A_message_that_was_not_sent_yet_is_dated_by_its_making() =>
        Assert.Equal(
            new ListedMessage("SM1", "outbound-api", "+1", "+2", "Hello", "failed", 30006, 2, Began),
            ListedMessage.Read(
                Json(
                    """
                    {"sid":"SM1","direction":"outbound-api","from":"+1","to":"+2","body":"Hello","status":"failed",
                    "error_code":30006,"num_media":"2","date_sent":null,"date_created":"Tue, 18 Nov 2025 09:30:00 +0000"}
                    """
                )
            )
        );

    [Fact]
    public void A_recording_without_a_duration_has_none() =>
        Assert.Equal(
            new ListedRecording("RE1", "CA1", "absent", null, 1, "https://api.example.test/RE1"),
            ListedRecording.Read(
                Json(
                    """
                    {"sid":"RE1","call_sid":"CA1","status":"absent","duration":"-1","channels":1,
                    "media_url":"https://api.example.test/RE1"}
                    """
                )
            )
        );

    [Fact]
    public void What_has_no_name_state_or_date_is_passed_over()
    {
        Assert.Null(ListedCall.Read(Json("""{"sid":"CA1","status":"completed"}""")));
        Assert.Null(ListedCall.Read(Json("""{"sid":"CA1","date_created":"Tue, 18 Nov 2025 09:30:00 +0000"}""")));
        Assert.Null(ListedMessage.Read(Json("""{"sid":"SM1","status":"sent","date_created":"yesterday"}""")));
        Assert.Null(ListedRecording.Read(Json("""{"status":"completed"}""")));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
