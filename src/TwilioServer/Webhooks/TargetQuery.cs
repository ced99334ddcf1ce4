namespace TwilioServer.Webhooks;

/// <summary>The parts of a request's query that the service itself put there, or Twilio for a JSON body.</summary>
internal readonly ref struct TargetQuery
{
    /// <summary>The name under which a URL carries the webhook token.</summary>
    public const string TokenName = "token";

    private const string TenantName = "t";
    private const string BodyHashName = "bodySHA256";
    private const string AccountName = "AccountSid";

    private TargetQuery(ReadOnlySpan<char> query)
    {
        foreach (var range in query.Split('&'))
        {
            var part = query[range];
            var separator = part.IndexOf('=');
            var name = separator < 0 ? part : part[..separator];
            var value = separator < 0 ? default : part[(separator + 1)..];
            if (!HasToken && name.SequenceEqual(TokenName))
            {
                HasToken = true;
                Token = value;
            }
            else if (!HasTenant && name.SequenceEqual(TenantName))
            {
                HasTenant = true;
                Tenant = value;
            }
            else if (!HasBodyHash && name.SequenceEqual(BodyHashName))
            {
                HasBodyHash = true;
                BodyHash = value;
            }
            else if (AccountSid.IsEmpty && name.SequenceEqual(AccountName))
            {
                AccountSid = value;
            }
        }
    }

    /// <summary>The webhook token, still encoded.</summary>
    public ReadOnlySpan<char> Token { get; }

    public bool HasToken { get; }

    /// <summary>The tenant that the URL was made for.</summary>
    public ReadOnlySpan<char> Tenant { get; }

    public bool HasTenant { get; }

    /// <summary>The SHA-256 of a body that is no form, in hexadecimal digits.</summary>
    public ReadOnlySpan<char> BodyHash { get; }

    public bool HasBodyHash { get; }

    /// <summary>The account, where Twilio sends its parameters in the URL (GET).</summary>
    public ReadOnlySpan<char> AccountSid { get; }

    public static TargetQuery Of(string target)
    {
        var start = target.IndexOf('?', StringComparison.Ordinal);
        return start < 0 ? default : new TargetQuery(target.AsSpan(start + 1));
    }

    /// <summary>The target without any token: what identity and log may know.</summary>
    public string WithoutToken(string target)
    {
        if (!HasToken)
            return target;
        var start = target.IndexOf('?', StringComparison.Ordinal);
        var kept = target[(start + 1)..]
            .Split('&')
            .Where(part => part != TokenName && !part.StartsWith(TokenName + "=", StringComparison.Ordinal));
        var query = string.Join('&', kept);
        return query.Length > 0 ? $"{target[..start]}?{query}" : target[..start];
    }
}
