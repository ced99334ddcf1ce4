using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace TwilioEmulator.Store;

/// <summary>The resources of one kind: found by sid, listed newest first.</summary>
internal sealed class Table<T>
    where T : class
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, T> bySid = new(StringComparer.Ordinal);
    private readonly List<T> inOrder = [];

    public int Count => bySid.Count;

    public void Add(string sid, T item)
    {
        bySid[sid] = item;
        lock (gate)
            inOrder.Add(item);
    }

    public bool TryGet(string sid, [NotNullWhen(true)] out T? item) => bySid.TryGetValue(sid, out item);

    public void Remove(string sid)
    {
        if (!bySid.TryRemove(sid, out var item))
            return;
        lock (gate)
            inOrder.Remove(item);
    }

    public IReadOnlyList<T> NewestFirst()
    {
        lock (gate)
        {
            var copy = inOrder.ToArray();
            Array.Reverse(copy);
            return copy;
        }
    }
}
