using TwilioServer.TwilioApi;

namespace TwilioServer.Reconciliation;

/// <summary>One kind of resource that Twilio lists, and how what is missing of it becomes an event.</summary>
internal interface IListedResource
{
    /// <summary>Its name in the database, and the name under which Twilio's pages hold the items.</summary>
    string Name { get; }

    /// <summary>How far before the last complete listing the next one begins.</summary>
    TimeSpan Overlap { get; }

    /// <summary>The lists that together hold everything that changed since a moment of Twilio's clock.</summary>
    IReadOnlyList<string> Lists(DateTimeOffset since);

    /// <summary>Feeds what a page has and we lack into the journal.</summary>
    /// <returns>How many events that were.</returns>
    Task<int> FeedAsync(TwilioLists lists, TwilioPage page, DateTimeOffset since, CancellationToken cancellation);
}
