using System.Collections.Concurrent;
using TwilioEmulator.Store;

namespace TwilioEmulator.Simulator;

/// <summary>Chooses the number of a service that texts a phone.</summary>
internal sealed class SenderPool
{
    private readonly ConcurrentDictionary<(string Service, string To), string> sticky = new();

    /// <summary>
    /// A sticky service keeps to the number that it once chose for a phone; a new phone gets a number of its own
    /// area if there is one, else the oldest of the pool.
    /// </summary>
    public string? Choose(MessagingService service, string to)
    {
        var numbers = service.Pool.Select(entry => entry.Number.PhoneNumber).Reverse().ToList();
        if (numbers.Count == 0)
            return null;
        if (service.StickySender && sticky.TryGetValue((service.Sid, to), out var known) && numbers.Contains(known))
            return known;
        var near = service.AreaCodeGeomatch ? numbers.Find(number => AreaOf(number) == AreaOf(to)) : null;
        return sticky[(service.Sid, to)] = near ?? numbers[0];
    }

    private static string AreaOf(string number) => number.Length > 5 ? number[..5] : number;
}
