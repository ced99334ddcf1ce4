using System.Diagnostics.CodeAnalysis;

namespace TwilioEmulator.Store;

/// <summary>The account that the emulator was started with, and its sub-accounts.</summary>
internal sealed class AccountBook
{
    private readonly SidGenerator sids;
    private readonly TimeProvider clock;
    private readonly Table<Account> accounts = new();

    public AccountBook(EmulatorOptions options, SidGenerator sids, TimeProvider clock)
    {
        (this.sids, this.clock) = (sids, clock);
        Main = Add(options.AccountSid, options.AccountSid, options.AuthToken, "Emulated account");
    }

    public Account Main { get; }

    public bool TryGet(string sid, [NotNullWhen(true)] out Account? account) => accounts.TryGet(sid, out account);

    public Account CreateSubaccount(Account owner, string friendlyName) =>
        Add(sids.Next("AC"), owner.Sid, sids.Next(""), friendlyName);

    /// <summary>The account itself and what it owns.</summary>
    public IEnumerable<Account> ReachableBy(Account caller) =>
        accounts.NewestFirst().Where(each => each == caller || each.OwnerAccountSid == caller.Sid);

    public bool CanReach(Account caller, string sid) =>
        TryGet(sid, out var account) && (account == caller || account.OwnerAccountSid == caller.Sid);

    /// <summary>The key that signs an account's webhooks; the main account's for one that does not exist.</summary>
    public string SigningToken(string? accountSid) =>
        accountSid is not null && TryGet(accountSid, out var account) ? account.AuthToken : Main.AuthToken;

    private Account Add(string sid, string owner, string token, string friendlyName)
    {
        var now = clock.GetUtcNow();
        var account = new Account
        {
            Sid = sid,
            OwnerAccountSid = owner,
            AuthToken = token,
            FriendlyName = friendlyName,
            DateCreated = now,
            DateUpdated = now,
        };
        accounts.Add(sid, account);
        return account;
    }
}
