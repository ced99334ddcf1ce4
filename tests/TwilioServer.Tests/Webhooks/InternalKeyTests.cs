using Microsoft.AspNetCore.Http;
using TwilioServer.Internal;

namespace TwilioServer.Tests.Webhooks;

public sealed class InternalKeyTests
{
    private const string Key = "an-internal-key-of-the-tests";
    private const string OldKey = "the-internal-key-of-before-it";

    [Theory]
    [InlineData("X-Internal-Key", Key, 200)]
    [InlineData("X-Service-Key", Key, 200)]
    [InlineData("Authorization", "Bearer " + Key, 200)]
    [InlineData("authorization", "bearer " + Key, 200)]
    [InlineData("X-Internal-Key", OldKey, 200)]
    [InlineData("X-Internal-Key", Key + "x", 401)]
    [InlineData("X-Internal-Key", "", 401)]
    [InlineData("X-Internal-Key", "ключ", 401)]
    [InlineData("Authorization", Key, 401)]
    [InlineData("Authorization", "Basic " + Key, 401)]
    [InlineData("Cookie", Key, 401)]
    public async Task The_key_opens_in_any_of_three_headers(string header, string value, int status) =>
        Assert.Equal(status, await StatusAsync(new InternalKeySettings(Key, OldKey), header, value));

    [Theory]
    [InlineData("")]
    [InlineData("nmc-internal-services-auth-key-phase1")]
    public async Task Without_a_key_nobody_is_let_in(string value) =>
        Assert.Equal(401, await StatusAsync(new InternalKeySettings(null, null), "X-Internal-Key", value));

    [Fact]
    public async Task A_refusal_is_a_problem_document_with_a_code()
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new InternalKey(new InternalKeySettings(Key, null)).Guard(_ => Task.CompletedTask)(context);
        Assert.StartsWith("application/problem+json", context.Response.ContentType);
        var text = System.Text.Encoding.UTF8.GetString(body.ToArray());
        Assert.Contains("\"code\":\"internal-key-wrong\"", text);
        Assert.DoesNotContain(Key, text);
    }

    private static async Task<int> StatusAsync(InternalKeySettings settings, string header, string value)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers[header] = value;
        await new InternalKey(settings).Guard(_ => Task.CompletedTask)(context);
        return context.Response.StatusCode;
    }
}
