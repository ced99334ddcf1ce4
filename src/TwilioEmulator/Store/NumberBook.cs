using System.Diagnostics.CodeAnalysis;

namespace TwilioEmulator.Store;

/// <summary>The numbers that the account owns.</summary>
internal sealed class NumberBook(SidGenerator sids, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, IncomingPhoneNumber> byNumber = new(StringComparer.Ordinal);

    public Table<IncomingPhoneNumber> Table { get; } = new();

    public bool TryGet(string phoneNumber, [NotNullWhen(true)] out IncomingPhoneNumber? number)
    {
        lock (gate)
            return byNumber.TryGetValue(phoneNumber, out number);
    }

    /// <summary>The number's resource, bought now if the account does not own it yet.</summary>
    public IncomingPhoneNumber GetOrAdd(string phoneNumber)
    {
        lock (gate)
        {
            if (byNumber.TryGetValue(phoneNumber, out var known))
                return known;
            var now = clock.GetUtcNow();
            var number = new IncomingPhoneNumber
            {
                Sid = sids.Next("PN"),
                PhoneNumber = phoneNumber,
                DateCreated = now,
                DateUpdated = now,
                FriendlyName = E164.Friendly(phoneNumber),
            };
            byNumber[phoneNumber] = number;
            Table.Add(number.Sid, number);
            return number;
        }
    }
}
