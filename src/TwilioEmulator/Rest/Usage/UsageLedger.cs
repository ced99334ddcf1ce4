using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest.Usage;

/// <summary>Adds up what an account has used.</summary>
internal sealed class UsageLedger(EmulatorStore store)
{
    public decimal TotalPrice(string accountSid) =>
        Records(accountSid, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)
            .Single(record => record.Category == "totalprice")
            .Price;

    /// <summary>Every category, the total last, of what began within the time.</summary>
    public IReadOnlyList<UsageCategory> Records(string accountSid, DateTimeOffset from, DateTimeOffset until)
    {
        var calls = store.Calls.Of(accountSid).Where(each => each.DateCreated >= from && each.DateCreated < until);
        var messages = store
            .Messages.Of(accountSid)
            .Where(each => each.DateCreated >= from && each.DateCreated < until);
        var numbers = store.Numbers.Table.Of(accountSid).Count(each => each.DateCreated < until);
        var (inCalls, outCalls) = Split(calls, call => call.Direction == CallDirection.Inbound);
        var (inTexts, outTexts) = Split(messages, message => message.Direction == MessageDirection.Inbound);
        UsageCategory[] records =
        [
            Calls("calls", "Voice Minutes", [.. inCalls, .. outCalls]),
            Calls("calls-inbound", "Inbound Voice Minutes", inCalls),
            Calls("calls-outbound", "Outbound Voice Minutes", outCalls),
            Texts("sms", "SMS", [.. inTexts, .. outTexts]),
            Texts("sms-inbound", "Inbound SMS", inTexts),
            Texts("sms-outbound", "Outbound SMS", outTexts),
            Recordings(accountSid, from, until),
            new("phonenumbers", "Phone Numbers", numbers, "numbers", numbers, "numbers", numbers * Prices.NumberMonth),
        ];
        var total = records.Where(each => each.Category is "calls" or "sms" or "phonenumbers").Sum(each => each.Price);
        return [.. records, new("totalprice", "Total Price", 0, "", 0, "usd", total)];
    }

    private static (List<T> Yes, List<T> No) Split<T>(IEnumerable<T> items, Func<T, bool> test)
    {
        var sides = items.ToLookup(test);
        return ([.. sides[true]], [.. sides[false]]);
    }

    private static UsageCategory Calls(string category, string description, List<Call> calls) =>
        new(
            category,
            description,
            calls.Count,
            "calls",
            calls.Sum(Prices.Minutes),
            "minutes",
            calls.Sum(call => Prices.Of(call) ?? 0)
        );

    private static UsageCategory Texts(string category, string description, List<Message> messages) =>
        new(
            category,
            description,
            messages.Count,
            "messages",
            messages.Sum(message => message.NumSegments),
            "segments",
            messages.Sum(message => Prices.Of(message) ?? 0)
        );

    private UsageCategory Recordings(string accountSid, DateTimeOffset from, DateTimeOffset until)
    {
        var made = store
            .Recordings.Of(accountSid)
            .Where(each => each.DateCreated >= from && each.DateCreated < until)
            .ToList();
        var minutes = made.Sum(each => ((each.DurationSeconds ?? 0) + 59) / 60);
        return new("recordings", "Recordings", made.Count, "recordings", minutes, "minutes", 0);
    }
}
