using System.Globalization;
using System.Text;

namespace LoadGenerator.Twilio;

/// <summary>A webhook as the bytes that go over the socket.</summary>
internal static class SignedPost
{
    public static byte[] Of(
        Uri url,
        string authToken,
        IReadOnlyList<KeyValuePair<string, string>> form,
        Guid idempotencyToken
    ) => With(Signature.Of(authToken, url.AbsoluteUri, form), url, form, idempotencyToken);

    /// <param name="signature">What the header says, right or wrong; null: there is none.</param>
    public static byte[] With(
        string? signature,
        Uri url,
        IReadOnlyList<KeyValuePair<string, string>> form,
        Guid idempotencyToken
    )
    {
        var body = string.Join('&', form.Select(p => $"{Uri.EscapeDataString(p.Key)}={FormValue(p.Value)}"));
        return Encoding.ASCII.GetBytes(Head(url, body.Length, signature, idempotencyToken) + body);
    }

    private static string Head(Uri url, int length, string? signature, Guid idempotencyToken) =>
        string.Join(
            "\r\n",
            [
                $"POST {url.PathAndQuery} HTTP/1.1",
                $"Host: {url.Authority}",
                "User-Agent: TwilioProxy/1.1",
                "Accept: */*",
                "Content-Type: application/x-www-form-urlencoded; charset=UTF-8",
                $"I-Twilio-Idempotency-Token: {idempotencyToken}",
                "X-Home-Region: us1",
                .. signature is null ? Array.Empty<string>() : [$"X-Twilio-Signature: {signature}"],
                string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}"),
                "\r\n",
            ]
        );

    private static string FormValue(string value) => Uri.EscapeDataString(value).Replace("%20", "+");
}
