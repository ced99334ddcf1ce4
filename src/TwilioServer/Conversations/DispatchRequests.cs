using System.Globalization;
using TwilioServer.Journal;
using TwilioServer.Messages;
using TwilioServer.Neighbours;
using TwilioServer.Tenants;

namespace TwilioServer.Conversations;

/// <summary>What the assistant is asked: the text, what was said before it, and what it must know of the business.</summary>
internal static class DispatchRequests
{
    private const int MostLines = 20;

    /// <returns>Null where there is nothing to ask: no words, or a business of which too little is known.</returns>
    public static DispatchRequest? Of(ReplyReference reply, TenantSettings settings, IReadOnlyList<SpokenLine> before)
    {
        if (settings.Dispatch is not { } dispatch || string.IsNullOrWhiteSpace(reply.Body))
            return null;
        return new DispatchRequest
        {
            CallerPhone = reply.From,
            CalledNumber = reply.To,
            CurrentMessage = Introduction.Cut(reply.Body),
            BusinessName = settings.BusinessName,
            TradeType = dispatch.TradeType,
            BusinessHours = Hours(settings),
            PhoneHours = new PhoneHours(settings.Hours is null && settings.Holidays.Count == 0),
            BusinessAddress = dispatch.Address,
            JobEstimates = dispatch.JobEstimates,
            BusinessSettings = dispatch.Settings,
            ConversationHistory = [.. before.TakeLast(MostLines).Select(Line)],
        };
    }

    private static DispatchLine Line(SpokenLine line) =>
        new(
            line.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            line.Author switch
            {
                null => "customer",
                MessageAuthor.Ai => "ai",
                MessageAuthor.Human => "human",
                _ => "system",
            },
            line.Body,
            "sms"
        );

    /// <summary>It knows one span a day: from the first opening to the last closing.</summary>
    private static Dictionary<string, DispatchHours?> Hours(TenantSettings settings) =>
        Enum.GetValues<DayOfWeek>()
            .ToDictionary(
                day => day.ToString().ToLowerInvariant(),
                day =>
                    settings.Hours is not { } hours ? new DispatchHours("00:00", "23:59")
                    : hours.Of(day) is { Count: > 0 } spans
                        ? new DispatchHours(
                            Time(spans.Min(span => span.StartMinute)),
                            Time(spans.Max(span => span.EndMinute))
                        )
                    : null,
                StringComparer.Ordinal
            );

    private static string Time(int minute)
    {
        var last = Math.Min(minute, OpenSpan.MinutesOfDay - 1);
        return string.Create(CultureInfo.InvariantCulture, $"{last / 60:00}:{last % 60:00}");
    }
}
