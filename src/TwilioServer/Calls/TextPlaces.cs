using System.Collections.Frozen;
using TwilioServer.Compliance;
using TwilioServer.FeatureFlags;
using TwilioServer.Tenants;

namespace TwilioServer.Calls;

/// <summary>
/// Where callers are texted: whoever can dial makes us send, and some islands of the North American plan are as dear as any
/// country abroad. Without a list of the tenant's: the US, Canada, and abroad where <c>international_calling</c> is on.
/// </summary>
public static class TextPlaces
{
    /// <summary>Area codes that are no place: toll-free, premium, personal, machines.</summary>
    private static readonly FrozenSet<string> NoPlaces = "700 710 800 822 833 844 855 866 877 880 881 882 883 888 900"
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Why a caller is not texted; null where nothing stands against it.</summary>
    /// <param name="allowed"><c>US</c>, <c>CA</c> and beginnings of numbers such as <c>+1212</c>; null for the usual places.</param>
    public static string? ReasonAgainst(string number, IReadOnlyList<string>? allowed, Features features)
    {
        var isAbroad = !PhoneNumber.IsNorthAmerican(number);
        if (isAbroad && !features.HasFlag(Features.InternationalCalling))
            return "international-off";
        var country = isAbroad ? null : CountryOf(number);
        var isAllowed = allowed is null
            ? isAbroad || country is not null
            : allowed.Any(place =>
                place[0] == '+' ? number.StartsWith(place, StringComparison.Ordinal) : place == country
            );
        return isAllowed ? null : "place-not-allowed";
    }

    /// <summary>
    /// The country of a number of the North American plan; null for the islands that are countries of their own and for what
    /// is no place. An area code that the table does not know is a new one of the mainland: the islands are all in it.
    /// </summary>
    internal static string? CountryOf(string number)
    {
        var code = number[2..5];
        if (NoPlaces.Contains(code) || code[0] == '5' && code[1] == code[2])
            return null;
        return AreaCodes.CountryOf(code) switch
        {
            "" => null,
            var country => country ?? "US",
        };
    }
}
