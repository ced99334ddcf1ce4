using System.Globalization;

namespace TwilioServer.Reconciliation;

/// <summary>Values in the filters of Twilio's lists.</summary>
internal static class ListFilter
{
    /// <summary>ISO 8601, UTC, whole seconds.</summary>
    public static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
