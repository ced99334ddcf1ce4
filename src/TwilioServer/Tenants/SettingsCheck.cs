using System.Text.RegularExpressions;

namespace TwilioServer.Tenants;

/// <summary>What is wrong with settings before they are saved: each problem names its member as the document does.</summary>
internal static partial class SettingsCheck
{
    /// <summary>Twilio rings at most ten phones of one <c>&lt;Dial&gt;</c>: https://www.twilio.com/docs/voice/twiml/number.</summary>
    private const int MostPhones = 10;

    private const int MostIgnored = 1000;
    private const int MostHolidays = 400;
    private const int MostPlaces = 100;
    private const int MostFollowUps = 5;

    /// <summary>Twilio's: https://www.twilio.com/docs/messaging/api/message-resource.</summary>
    private const int MostCharacters = 1600;

    public static IEnumerable<string> Of(TenantSettings settings) =>
        [
            .. Name("businessName", settings.BusinessName),
            .. Phones("forwardTo", settings.ForwardTo),
            .. RingTimeout("ringTimeoutSeconds", settings.RingTimeoutSeconds),
            .. Speech("greeting", settings.Greeting),
            .. Speech("voicemailGreeting", settings.VoicemailGreeting),
            .. Speech("recordingNoticeText", settings.RecordingNoticeText),
            .. Message("textBackBody", settings.TextBackBody),
            .. Language("language", settings.Language),
            .. Voice("voice", settings.Voice),
            .. Numbers(settings),
            .. Places(settings),
            .. Hours(settings),
            .. Ignored(settings.IgnoreList),
            .. Owner(settings),
            .. Places(settings.TextPlaces),
            .. FollowUpTexts(settings),
            .. OpeningTimes(settings),
            .. DispatchCheck.Of(settings.Dispatch),
            .. Variant("afterHours", settings.AfterHours),
        ];

    public static IEnumerable<string> Of(NumberSettings settings)
    {
        if (settings.Label is { Length: 0 or > 100 })
            yield return "label: expected 1 to 100 characters.";
        if (settings.MessagingServiceSid is { } service && !ServicePattern().IsMatch(service))
            yield return "messagingServiceSid: expected MG and 32 hexadecimal digits.";
        if (settings.MessagesPerSecond is < 1 or > 1000)
            yield return "messagesPerSecond: expected 1 to 1,000.";
        foreach (var problem in Variant("calls", settings.Calls).Concat(Variant("afterHours", settings.AfterHours)))
            yield return problem;
    }

    private static IEnumerable<string> Variant(string member, CallVariant? variant) =>
        variant is null
            ? []
            :
            [
                .. variant.BusinessName is { } name ? Name($"{member}.businessName", name) : [],
                .. variant.ForwardTo is { } phones ? Phones($"{member}.forwardTo", phones) : [],
                .. variant.RingTimeoutSeconds is { } seconds
                    ? RingTimeout($"{member}.ringTimeoutSeconds", seconds)
                    : [],
                .. Speech($"{member}.greeting", variant.Greeting),
                .. Speech($"{member}.voicemailGreeting", variant.VoicemailGreeting),
                .. Message($"{member}.textBackBody", variant.TextBackBody),
                .. variant.Language is { } language ? Language($"{member}.language", language) : [],
                .. Voice($"{member}.voice", variant.Voice),
            ];

    private static IEnumerable<string> Name(string member, string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100)
            yield return $"{member}: expected 1 to 100 characters.";
    }

    private static IEnumerable<string> Phones(string member, IReadOnlyList<string> phones)
    {
        if (phones.Count > MostPhones)
            yield return $"{member}: expected at most {MostPhones} numbers.";
        if (!phones.All(PhoneNumber.IsE164))
            yield return $"{member}: expected E.164 numbers such as +14155550100.";
        if (phones.Distinct(StringComparer.Ordinal).Count() < phones.Count)
            yield return $"{member}: a number stands there twice.";
    }

    private static IEnumerable<string> RingTimeout(string member, int seconds)
    {
        if (seconds is < 5 or > 600)
            yield return $"{member}: expected 5 to 600.";
    }

    private static IEnumerable<string> Numbers(TenantSettings settings)
    {
        if (settings.VoicemailMaxSeconds is < 10 or > 3600)
            yield return "voicemailMaxSeconds: expected 10 to 3600.";
        if (settings.TextBackWindowSeconds is < 0 or > 86_400)
            yield return "textBackWindowSeconds: expected 0 to 86,400.";
        foreach (
            var (member, isKnown) in new[]
            {
                ("forwardOrder", Enum.IsDefined(settings.ForwardOrder)),
                ("recordingNotice", Enum.IsDefined(settings.RecordingNotice)),
                ("textBack", Enum.IsDefined(settings.TextBack)),
            }
        )
            if (!isKnown)
                yield return $"{member}: expected one of the words that the documentation names.";
    }

    private static IEnumerable<string> Speech(string member, string? text) =>
        Words(member, text, 1000, Templates.InSpeech);

    private static IEnumerable<string> Message(string member, string? text) =>
        Words(member, text, MostCharacters, Templates.InTexts);

    private static IEnumerable<string> Words(string member, string? text, int most, IReadOnlyList<string> placeholders)
    {
        if (text is null)
            yield break;
        if (text.Length > most || string.IsNullOrWhiteSpace(text))
            yield return $"{member}: expected 1 to {most:N0} characters.";
        if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            yield return $"{member}: holds control characters.";
        if (Templates.ProblemOf(text, placeholders) is { } problem)
            yield return $"{member}: {problem}";
    }

    private static IEnumerable<string> Language(string member, string language)
    {
        if (!Phrases.Languages.Contains(language, StringComparer.Ordinal))
            yield return $"{member}: expected one of {string.Join(", ", Phrases.Languages)}.";
    }

    private static IEnumerable<string> Voice(string member, string? voice)
    {
        if (voice is not null && !VoicePattern().IsMatch(voice))
            yield return $"{member}: expected a voice such as Polly.Joanna or alice.";
    }

    private static IEnumerable<string> Places(TenantSettings settings)
    {
        if (settings.BusinessState is { } state && !RecordingConsent.IsPlace(state))
            yield return "businessState: expected the two letters of a US state or a Canadian province, such as CA.";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out _) || !settings.TimeZone.Contains('/'))
            yield return "timeZone: expected an IANA time zone such as America/Chicago.";
    }

    private static IEnumerable<string> Hours(TenantSettings settings)
    {
        if (settings.AfterHours is not null && settings.Hours is null && settings.Holidays.Count == 0)
            yield return "afterHours: the business is never closed, for there are neither hours nor holidays.";
        if (settings.Hours is { } hours)
            foreach (var day in Enum.GetValues<DayOfWeek>())
            foreach (var problem in Spans($"hours.{day.ToString().ToLowerInvariant()}", hours.Of(day)))
                yield return problem;
        if (settings.Holidays.Count > MostHolidays)
            yield return $"holidays: expected at most {MostHolidays}.";
        if (settings.Holidays.Select(holiday => holiday.Date).Distinct().Count() < settings.Holidays.Count)
            yield return "holidays: a date stands there twice.";
        foreach (var holiday in settings.Holidays)
        {
            var member = $"holidays.{holiday.Date:yyyy-MM-dd}";
            foreach (
                var problem in Name($"{member}.name", holiday.Name)
                    .Concat(Spans($"{member}.hours", holiday.Hours))
                    .Concat(Variant($"{member}.closed", holiday.Closed))
            )
                yield return problem;
        }
    }

    private static IEnumerable<string> Spans(string member, IReadOnlyList<OpenSpan> spans)
    {
        var ordered = spans.OrderBy(span => span.StartMinute).ToList();
        if (ordered.Exists(span => span.EndMinute <= span.StartMinute))
            yield return $"{member}: a span ends before it begins; hours past midnight are two spans, on two days.";
        if (ordered.Zip(ordered.Skip(1)).Any(pair => pair.Second.StartMinute < pair.First.EndMinute))
            yield return $"{member}: two spans overlap.";
    }

    private static IEnumerable<string> Ignored(IReadOnlyList<string> list)
    {
        if (list.Count > MostIgnored)
            yield return $"ignoreList: expected at most {MostIgnored:N0} entries.";
        if (!list.All(entry => IgnoredPattern().IsMatch(entry)))
            yield return "ignoreList: expected E.164 numbers such as +14155550100, or beginnings such as +1900*.";
    }

    private static IEnumerable<string> Places(IReadOnlyList<string>? places)
    {
        if (places is { Count: 0 or > MostPlaces })
            yield return $"textPlaces: expected 1 to {MostPlaces} entries; to text nobody, textBack is off.";
        if (places?.All(place => PlacePattern().IsMatch(place)) is false)
            yield return "textPlaces: expected US, CA, or beginnings of numbers such as +1212 or +44.";
    }

    private static IEnumerable<string> FollowUpTexts(TenantSettings settings)
    {
        if (settings.FollowUps.Count > MostFollowUps)
            yield return $"followUps: expected at most {MostFollowUps}.";
        if (settings is { FollowUps.Count: > 0, TextBack: TextBackPolicy.Off })
            yield return "followUps: textBack is off, so there is nothing to follow up on.";
        // A call at midnight makes a later day come soonest: what is in order then is always in order.
        var midnight = new DateTimeOffset(2026, 1, 15, 23, 59, 59, TimeSpan.Zero);
        var before = midnight;
        for (var i = 0; i < settings.FollowUps.Count; i++)
        {
            var (text, member) = (settings.FollowUps[i], $"followUps[{i}]");
            foreach (var problem in Message($"{member}.body", text.Body).Concat(When(member, text)))
                yield return problem;
            if (When(member, text).Any())
                continue;
            var due = text.DueAfter(midnight, "Etc/UTC");
            if (due <= before)
                yield return $"{member}: it may come due before the one that it follows.";
            before = due;
        }
    }

    private static IEnumerable<string> When(string member, FollowUpText text)
    {
        if (text.AfterMinutes is null == (text.DaysLater is null && text.At is null))
            yield return $"{member}: expected either afterMinutes, or daysLater with at.";
        if (text.AfterMinutes is < 5 or > 10_080)
            yield return $"{member}.afterMinutes: expected 5 to 10,080.";
        if (text.DaysLater is < 1 or > 7)
            yield return $"{member}.daysLater: expected 1 to 7.";
        if (text.DaysLater is null != text.At is null)
            yield return $"{member}: daysLater and at go together.";
        if (text.At is not null && FollowUpText.ParseAt(text.At) is not { Hours: >= 8 and < 21 })
            yield return $"{member}.at: expected a time from 08:00 to 20:59, such as 09:00.";
    }

    /// <summary>Without hours a business opens at no time.</summary>
    private static IEnumerable<string> OpeningTimes(TenantSettings settings)
    {
        if (settings.Hours is not null)
            return [];
        return new (string Member, string? Text)[]
        {
            ("greeting", settings.Greeting),
            ("voicemailGreeting", settings.VoicemailGreeting),
            ("textBackBody", settings.TextBackBody),
        }
            .Concat(settings.FollowUps.Select((text, i) => (Member: $"followUps[{i}].body", Text: (string?)text.Body)))
            .Where(one => one.Text?.Contains(Templates.OpeningTime, StringComparison.Ordinal) is true)
            .Select(one => $"{one.Member}: {Templates.OpeningTime} stands in it, and the business has no hours.");
    }

    private static IEnumerable<string> Owner(TenantSettings settings)
    {
        if (settings.NotifyOwnerAt is { } number && !PhoneNumber.IsE164(number))
            yield return "notifyOwnerAt: expected an E.164 number such as +14155550100.";
        if (settings is { NotifyOwner: true, NotifyOwnerAt: null, ForwardTo.Count: 0 })
            yield return "notifyOwner: nobody is rung, so notifyOwnerAt must say where the notice goes.";
    }

    [GeneratedRegex(@"^MG[0-9a-f]{32}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex ServicePattern();

    [GeneratedRegex(@"^(?:US|CA|\+[1-9][0-9]{0,13})\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex PlacePattern();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex VoicePattern();

    [GeneratedRegex(@"^\+[1-9](?:[0-9]{6,14}|[0-9]{0,13}\*)\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex IgnoredPattern();
}
