using System.Diagnostics.CodeAnalysis;

namespace TwilioEmulator.Store;

/// <summary>The numbers that the accounts own.</summary>
internal sealed class NumberBook(SidGenerator sids, TimeProvider clock, AccountBook accounts)
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
    public IncomingPhoneNumber GetOrAdd(string phoneNumber) =>
        TryGet(phoneNumber, out var known) ? known : Buy(phoneNumber, accounts.Main.Sid) ?? GetOrAdd(phoneNumber);

    /// <summary>A number that the account owns from now on; null when somebody already does.</summary>
    public IncomingPhoneNumber? Buy(string phoneNumber, string accountSid)
    {
        lock (gate)
        {
            if (byNumber.ContainsKey(phoneNumber))
                return null;
            var now = clock.GetUtcNow();
            var number = new IncomingPhoneNumber
            {
                Sid = sids.Next("PN"),
                AccountSid = accountSid,
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

    public void Release(IncomingPhoneNumber number)
    {
        lock (gate)
        {
            byNumber.Remove(number.PhoneNumber);
            Table.Remove(number.Sid);
        }
    }
}
