using System.Collections.Frozen;

namespace TwilioServer.Tenants;

/// <summary>
/// Where recording a telephone call asks for the consent of all who speak. In the other states of the US one party's
/// consent is enough (18 U.S.C. § 2511(2)(d) and their own laws). Where a caller is, is known from the area code at best,
/// so a place that is not known counts as the strictest. No legal advice: the table errs towards telling the caller.
/// </summary>
public static class RecordingConsent
{
    /// <summary>Each state that asks for all parties' consent on the telephone, with the law that does.</summary>
    public static IReadOnlyDictionary<string, string> AllPartyStates { get; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["CA"] = "Cal. Penal Code § 632, § 632.7",
            ["CT"] = "Conn. Gen. Stat. § 52-570d",
            ["DE"] = "Del. Code tit. 11 § 1335(a)(4)",
            ["FL"] = "Fla. Stat. § 934.03(2)(d)",
            ["IL"] = "720 Ill. Comp. Stat. 5/14-2",
            ["MA"] = "Mass. Gen. Laws ch. 272 § 99",
            ["MD"] = "Md. Code, Cts. & Jud. Proc. § 10-402(c)(3)",
            ["MI"] = "Mich. Comp. Laws § 750.539c",
            ["MT"] = "Mont. Code § 45-8-213(1)(c)",
            ["NH"] = "N.H. Rev. Stat. § 570-A:2",
            ["NV"] = "Nev. Rev. Stat. § 200.620",
            ["PA"] = "18 Pa. Cons. Stat. § 5704(4)",
            ["WA"] = "Wash. Rev. Code § 9.73.030(1)(a)",
        };

    /// <summary>Canada asks for knowledge and consent everywhere (PIPEDA, schedule 1, clause 4.3).</summary>
    private static readonly FrozenSet<string> Provinces = Set("AB BC MB NB NL NS NT NU ON PE QC SK YT");

    private static readonly FrozenSet<string> OnePartyStates = Set(
        "AK AL AR AZ CO DC GA HI IA ID IN KS KY LA ME MN MO MS NC ND NE NJ NM NY OH OK OR RI SC SD TN TX UT VA VT WI WV WY"
    );

    /// <summary>Whether a state, district or province is known here.</summary>
    public static bool IsPlace(string letters) =>
        AllPartyStates.ContainsKey(letters) || OnePartyStates.Contains(letters) || Provinces.Contains(letters);

    /// <summary>Whether somebody in this place must be told; null is a place that is not known.</summary>
    public static bool AsksAllParties(string? letters) => letters is null || !OnePartyStates.Contains(letters);

    /// <summary>The place that Twilio tells of a caller; null where it lies outside the US and Canada, or is not told.</summary>
    /// <param name="country">Twilio's <c>FromCountry</c>.</param>
    /// <param name="state">Twilio's <c>FromState</c>.</param>
    public static string? PlaceOf(string? country, string? state) =>
        country is "US" or "CA" && state is not null && IsPlace(state) ? state : null;

    private static FrozenSet<string> Set(string letters) => letters.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
