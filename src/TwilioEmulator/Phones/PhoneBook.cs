using System.Collections.Concurrent;

namespace TwilioEmulator.Phones;

/// <summary>The virtual phones by number. A number that nobody set up rings unanswered and receives its texts.</summary>
internal sealed class PhoneBook
{
    private static readonly VirtualPhone Ordinary = new();
    private readonly ConcurrentDictionary<string, VirtualPhone> phones = new(StringComparer.Ordinal);

    public VirtualPhone Get(string number) => phones.GetValueOrDefault(number, Ordinary);

    public void Set(string number, VirtualPhone phone) => phones[number] = phone;
}
