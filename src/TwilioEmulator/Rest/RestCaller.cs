using TwilioEmulator.Store;

namespace TwilioEmulator.Rest;

/// <summary>Who asks: an account, with its token (<paramref name="Key"/> is null) or with an API key.</summary>
internal sealed record RestCaller(Account Account, ApiKey? Key);
