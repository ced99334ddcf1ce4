using TwilioEmulator.Store;

namespace TwilioEmulator.TwiML;

/// <summary>One phone to ring, and where its leg reports its progress.</summary>
internal sealed record DialNumber(string Number, StatusCallback? StatusCallback)
{
    public static DialNumber Parse(VerbElement element)
    {
        var url = element.Text("statusCallback");
        var method = element.Method("statusCallbackMethod");
        var events = element.EventSet("statusCallbackEvent", StatusCallback.OnlyCompleted);
        return new DialNumber(element.InnerText, url is null ? null : new StatusCallback(url, method, events));
    }
}
