using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;

namespace TwilioServer.Webhooks;

/// <summary>Reads a request and verifies that Twilio sent it. Fails closed: nothing unsigned goes on.</summary>
internal sealed class RequestVerifier(PublicUrls urls, WebhookSecrets secrets, WebhookRules rules)
{
    private static readonly List<KeyValuePair<string, string>> NoParameters = [];
    private readonly BodyReader _bodies = new();
    private int _likelyHead;

    /// <summary>A POST: a form, or JSON whose hash is in the URL.</summary>
    public async ValueTask<VerifiedRequest> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > BodyReader.MaxBodyBytes)
            return Refusal.TooLarge;
        var kind = BodyReader.KindOf(request);
        if (kind == BodyKind.Unknown)
            return Refusal.NotAForm;
        if (kind == BodyKind.Empty)
            return Verify(context, [], default);
        var (body, refusal) = await _bodies.ReadAsync(request);
        if (refusal is not null)
            return refusal;
        var verified = kind == BodyKind.Form ? VerifyForm(context, body) : VerifyJson(context, body);
        request.BodyReader.AdvanceTo(body.End);
        return verified;
    }

    /// <summary>A GET: all that is signed is in the URL.</summary>
    public VerifiedRequest ReadUrl(HttpContext context)
    {
        var sid = TargetQuery.Of(Target(context)).AccountSid;
        return Verify(context, sid.IsEmpty ? [] : [new("AccountSid", sid.ToString())], default, isUrlAlone: true);
    }

    private SigningAccount? Signer(
        ReadOnlySpan<char> signature,
        string target,
        List<KeyValuePair<string, string>> parameters,
        bool isUrlAlone
    )
    {
        Span<byte> given = stackalloc byte[HMACSHA1.HashSizeInBytes];
        if (!RequestSignature.TryRead(signature, given))
            return null;
        var named = Named(parameters, target);
        using var text = new SignedText(urls.LongestHead, target, isUrlAlone ? NoParameters : parameters);
        if (IsSigned(text, given, named ?? secrets.Main))
            return named ?? secrets.Main;
        // Traffic of a Messaging Service may name the account of the number and be signed by the service's.
        return
            named is { TenantId: not null }
            && Value(parameters, "MessagingServiceSid") is not null
            && IsSigned(text, given, secrets.Main)
            ? secrets.Main
            : null;
    }

    private VerifiedRequest VerifyForm(HttpContext context, in ReadOnlySequence<byte> body)
    {
        var parameters = FormReader.TryRead(body.IsSingleSegment ? body.FirstSpan : body.ToArray(), out _);
        if (parameters is null)
            return Refusal.MalformedForm;
        RequestSignature.Sort(parameters);
        return Verify(context, parameters, default);
    }

    private VerifiedRequest VerifyJson(HttpContext context, in ReadOnlySequence<byte> body)
    {
        if (!TargetQuery.Of(Target(context)).HasBodyHash)
            return Refusal.NotAForm;
        var bytes = body.IsSingleSegment ? body.First : body.ToArray();
        var parameters = JsonFields.TryRead(bytes);
        if (parameters is null)
            return Refusal.MalformedJson;
        RequestSignature.Sort(parameters);
        return Verify(context, parameters, bytes.Span, isUrlAlone: true);
    }

    private VerifiedRequest Verify(
        HttpContext context,
        List<KeyValuePair<string, string>> parameters,
        ReadOnlySpan<byte> hashedBody,
        bool isUrlAlone = false
    )
    {
        if (context.Request.Headers[RequestSignature.Header] is not [{ Length: > 0 } signature])
            return Refusal.NoSignature;
        var target = Target(context);
        if (Judge(signature, target, parameters, hashedBody, isUrlAlone, out var account) is { } refusal)
            return refusal;
        var query = TargetQuery.Of(target);
        return rules.Check(context, account!, query) is { } broken
            ? broken
            : new VerifiedRequest(parameters, null) { Target = query.WithoutToken(target), Account = account };
    }

    /// <summary>What is wrong with a signature; null, and the account that made it, when nothing is.</summary>
    /// <param name="parameters">Sorted.</param>
    /// <param name="hashedBody">The body that the URL's hash must fit; empty where the parameters are signed themselves.</param>
    /// <param name="isUrlAlone">Whether the parameters are no part of what is signed.</param>
    public Refusal? Judge(
        ReadOnlySpan<char> signature,
        string target,
        List<KeyValuePair<string, string>> parameters,
        ReadOnlySpan<byte> hashedBody,
        bool isUrlAlone,
        out SigningAccount? account
    )
    {
        account = Signer(signature, target, parameters, isUrlAlone);
        if (account is null)
            return Refusal.WrongSignature;
        if (!hashedBody.IsEmpty && !IsHashOf(TargetQuery.Of(target).BodyHash, hashedBody))
            return Refusal.WrongBodyHash;
        // A form always says whose it is. JSON and a URL may not: then the key that fits has said it.
        var isOurs = Value(parameters, "AccountSid") is { } sid ? secrets.Find(sid) is not null : isUrlAlone;
        return isOurs ? null : Refusal.WrongAccount;
    }

    /// <summary>The account that the request names, or whose tenant its URL names; null for the service's and unknown ones.</summary>
    private SigningAccount? Named(List<KeyValuePair<string, string>> parameters, string target)
    {
        if ((Value(parameters, "AccountSid") ?? Value(parameters, "account_sid")) is { } sid)
            return secrets.Find(sid);
        return secrets.HasTenantAccounts && Guid.TryParse(TargetQuery.Of(target).Tenant, out var tenantId)
            ? secrets.OfTenant(tenantId)
            : null;
    }

    /// <summary>Tries the address that was right last time before the others: nearly always it is right again.</summary>
    private bool IsSigned(in SignedText text, ReadOnlySpan<byte> given, SigningAccount account)
    {
        var heads = urls.SignedHeads;
        var likely = Volatile.Read(ref _likelyHead);
        if (likely < heads.Length && account.Signed(text.Under(heads[likely]), given, secrets.Time))
            return true;
        for (var i = 0; i < heads.Length; i++)
        {
            if (i == likely || !account.Signed(text.Under(heads[i]), given, secrets.Time))
                continue;
            Volatile.Write(ref _likelyHead, i);
            return true;
        }
        return false;
    }

    private static bool IsHashOf(ReadOnlySpan<char> hexadecimal, ReadOnlySpan<byte> body)
    {
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> right = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, right);
        return hexadecimal.Length == 2 * given.Length
            && Convert.FromHexString(hexadecimal, given, out _, out _) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given, right);
    }

    private static string? Value(List<KeyValuePair<string, string>> parameters, string name)
    {
        foreach (var parameter in parameters)
            if (parameter.Key == name)
                return parameter.Value;
        return null;
    }

    private static string Target(HttpContext context) =>
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
