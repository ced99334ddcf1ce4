using TwilioServer.Compliance;

namespace TwilioServer.Tenants;

/// <summary>Whether a number of ours may text people in the US, as Twilio said when it was asked last.</summary>
public enum RegistrationStatus
{
    /// <summary>Nobody asked, or Twilio does not know the number.</summary>
    Unknown,

    /// <summary>Toll-free numbers, short codes and numbers of other countries have rules of their own.</summary>
    NotApplicable,

    /// <summary>It is in no campaign.</summary>
    Unregistered,

    /// <summary>Its brand or its campaign is being looked at.</summary>
    Pending,

    /// <summary>Its brand or its campaign was turned down.</summary>
    Failed,

    Registered,
}

/// <summary>10DLC: US carriers take texts from a long code only where it is in a campaign that they approved.</summary>
public static class NumberRegistration
{
    /// <summary>
    /// Whether a number needs it at all: a long code of the North American plan, of Canada, too
    /// (https://help.twilio.com/articles/360038173654).
    /// </summary>
    public static bool AppliesTo(string number) =>
        PhoneNumber.IsNorthAmerican(number) && !PhoneNumber.IsTollFree(number);

    /// <summary>Whether a text would be dropped for want of it. What is not known holds nothing back.</summary>
    public static bool Forbids(RegistrationStatus status, string from, string to) =>
        status is RegistrationStatus.Unregistered or RegistrationStatus.Pending or RegistrationStatus.Failed
        && AppliesTo(from)
        && PhoneNumber.IsNorthAmerican(to)
        && AreaCodes.CountryOf(to[2..5]) == "US";

    /// <summary>The word in the database.</summary>
    public static string ToWord(this RegistrationStatus status) =>
        status == RegistrationStatus.NotApplicable ? "not-applicable" : status.ToString().ToLowerInvariant();

    public static RegistrationStatus FromWord(string word) =>
        Enum.GetValues<RegistrationStatus>().First(status => status.ToWord() == word);
}
