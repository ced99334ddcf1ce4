using System.Collections;

namespace TwilioEmulator.Webhooks;

/// <summary>The form parameters of one webhook, in the order in which they are sent; a name may repeat.</summary>
internal sealed class WebhookParameters : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> pairs = [];

    public WebhookParameters() { }

    public WebhookParameters(IEnumerable<KeyValuePair<string, string>> pairs) => this.pairs.AddRange(pairs);

    public void Add(string name, string value) => pairs.Add(new(name, value));

    public void Add(KeyValuePair<string, string> pair) => pairs.Add(pair);

    /// <summary>Adds the parameter only when there is something to say.</summary>
    public void AddIfSet(string name, string? value)
    {
        if (value is not null)
            Add(name, value);
    }

    public void AddRange(IEnumerable<KeyValuePair<string, string>> more) => pairs.AddRange(more);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
