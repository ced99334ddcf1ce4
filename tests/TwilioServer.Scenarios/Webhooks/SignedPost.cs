using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Webhooks;

/// <summary>A webhook as Twilio would send it, signed here: with any token, for any URL, with any headers.</summary>
internal static class SignedPost
{
    private static readonly HttpClient Http = new(
        new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }
    );

    public static async Task<HttpResponseMessage> SendAsync(
        Stack stack,
        string target,
        IReadOnlyDictionary<string, string> parameters,
        string token = Stack.AuthToken,
        params (string Name, string Value)[] headers
    )
    {
        var url = stack.ServerUrl.GetLeftPart(UriPartial.Authority) + target;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url));
        request.Content = new StringContent(Encode(parameters), Encoding.ASCII);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        request.Headers.TryAddWithoutValidation("X-Twilio-Signature", Sign(url, parameters, token));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static string Encode(IReadOnlyDictionary<string, string> parameters) =>
        string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));

    [SuppressMessage("Security", "CA5350", Justification = "Twilio's algorithm.")]
    public static string Sign(string url, IReadOnlyDictionary<string, string> parameters, string token)
    {
        var signed = parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Key + p.Value);
        var text = Encoding.UTF8.GetBytes(url + string.Concat(signed));
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), text));
    }
}
