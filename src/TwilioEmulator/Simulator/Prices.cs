using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>
/// What things cost, in dollars: Twilio's list prices for the United States. A price is known a while after the end
/// at Twilio, and at the end here.
/// </summary>
internal static class Prices
{
    private const decimal InboundMinute = 0.0085m;
    private const decimal OutboundMinute = 0.0140m;
    private const decimal Segment = 0.0083m;
    private const decimal PictureMessage = 0.0200m;

    /// <summary>What a number costs each month.</summary>
    public const decimal NumberMonth = 1.15m;

    /// <summary>A begun minute counts whole.</summary>
    public static int Minutes(Call call) => ((call.DurationSeconds ?? 0) + 59) / 60;

    public static decimal? Of(Call call) =>
        !call.IsEnded ? null
        : call.Direction == CallDirection.Inbound ? Minutes(call) * InboundMinute
        : Minutes(call) * OutboundMinute;

    public static decimal? Of(Message message) =>
        message.DateSent is null ? null
        : message.Media.Count > 0 ? PictureMessage
        : message.NumSegments * Segment;

    /// <summary>As the API writes it: what is paid is negative.</summary>
    public static string? Show(decimal? price) => price is { } known ? (-known).ToString("0.00000") : null;
}
