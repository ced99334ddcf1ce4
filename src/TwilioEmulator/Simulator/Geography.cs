using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>Where a number is from, as far as Twilio would know it: often the fields are empty, but they are there.</summary>
internal static class Geography
{
    private static readonly Dictionary<string, (string City, string State, string Zip)> AreaCodes = new()
    {
        ["206"] = ("SEATTLE", "WA", "98101"),
        ["212"] = ("NEW YORK", "NY", "10001"),
        ["303"] = ("DENVER", "CO", "80202"),
        ["305"] = ("MIAMI", "FL", "33101"),
        ["312"] = ("CHICAGO", "IL", "60601"),
        ["415"] = ("SAN FRANCISCO", "CA", "94105"),
        ["512"] = ("AUSTIN", "TX", "78701"),
        ["617"] = ("BOSTON", "MA", "02108"),
    };

    public static void AddTo(WebhookParameters parameters, string role, string number)
    {
        var isUs = number.StartsWith("+1", StringComparison.Ordinal) && number.Length == 12;
        var (city, state, zip) = isUs ? AreaCodes.GetValueOrDefault(number[2..5], ("", "", "")) : ("", "", "");
        parameters.Add(role + "City", city);
        parameters.Add(role + "State", state);
        parameters.Add(role + "Zip", zip);
        parameters.Add(role + "Country", Country(number));
    }

    /// <summary>The country of a number, empty when it is not known.</summary>
    public static string Country(string number) =>
        number switch
        {
            _ when !E164.IsValid(number) => "",
            ['+', '1', ..] when number.Length == 12 => "US",
            ['+', '4', '4', ..] => "GB",
            ['+', '4', '9', ..] => "DE",
            _ => "",
        };
}
