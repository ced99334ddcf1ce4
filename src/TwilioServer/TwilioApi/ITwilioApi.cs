namespace TwilioServer.TwilioApi;

/// <summary>Twilio's REST API below one account, each request sent once: the real one, or the simulator's.</summary>
public interface ITwilioApi
{
    /// <summary>Posts a form once.</summary>
    /// <param name="resource">Below the account, such as <c>Messages.json</c>.</param>
    Task<TwilioResult> PostAsync(string resource, IEnumerable<KeyValuePair<string, string>> form);

    /// <summary>Gets a resource.</summary>
    /// <param name="resource">Below the account, with its query.</param>
    Task<TwilioResult> GetAsync(string resource, CancellationToken cancellation);
}
