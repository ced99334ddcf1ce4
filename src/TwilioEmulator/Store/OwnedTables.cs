using System.Diagnostics.CodeAnalysis;

namespace TwilioEmulator.Store;

/// <summary>Tables as one account sees them.</summary>
internal static class OwnedTables
{
    public static IEnumerable<T> Of<T>(this Table<T> table, string accountSid)
        where T : class, IOwned => table.NewestFirst().Where(item => item.AccountSid == accountSid);

    public static bool TryGet<T>(this Table<T> table, string accountSid, string sid, [NotNullWhen(true)] out T? item)
        where T : class, IOwned
    {
        if (table.TryGet(sid, out item) && item.AccountSid == accountSid)
            return true;
        item = null;
        return false;
    }

    public static void Add<T>(this Table<T> table, T item)
        where T : class, IOwned => table.Add(item.Sid, item);
}
