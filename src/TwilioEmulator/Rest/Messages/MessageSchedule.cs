using System.Globalization;

namespace TwilioEmulator.Rest.Messages;

/// <summary>SendAt and ScheduleType: a service may keep a message for 15 minutes to 35 days.</summary>
internal static class MessageSchedule
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Latest = TimeSpan.FromDays(35);

    /// <summary>Null for at once. Without a service Twilio drops the schedule and sends.</summary>
    public static DateTimeOffset? SendAt(Form form, MessageSender sender) =>
        sender.Service is not null && form.Text("ScheduleType") is "fixed" ? Parse(form.Text("SendAt")) : null;

    public static TwilioError? Check(Form form, MessageSender sender, DateTimeOffset now)
    {
        if (sender.Service is null || (form.Text("SendAt"), form.Text("ScheduleType")) is (null, null))
            return null;
        if (form.Text("ScheduleType") is not { } type)
            return TwilioError.BadRequest(35111, "The ScheduleType parameter is required to schedule a message");
        if (type != "fixed")
            return TwilioError.BadRequest(20001, $"ScheduleType '{type}' is not valid");
        return Parse(form.Text("SendAt")) is { } at && at - now >= Soonest && at - now <= Latest
            ? null
            : TwilioError.BadRequest(35114, "Scheduling does not support this timestamp");
    }

    private static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
            : null;
}
