using TwilioServer.Redis;

namespace TwilioServer.Tests.Redis;

public sealed class RedisEndpointTests
{
    public static TheoryData<string, RedisEndpoint> Good =>
        new()
        {
            { "redis://cache", new("cache", 6379, null, null, 0, false) },
            { "redis://127.0.0.1:7000/3", new("127.0.0.1", 7000, null, null, 3, false) },
            { "redis://:secret@cache", new("cache", 6379, null, "secret", 0, false) },
            { "redis://web:p%40ss%3Aw%2Frd@cache/1", new("cache", 6379, "web", "p@ss:w/rd", 1, false) },
            { "rediss://web:@cache:6380/", new("cache", 6380, "web", "", 0, true) },
            { "redis://[::1]:6380", new("::1", 6380, null, null, 0, false) },
        };

    [Theory]
    [MemberData(nameof(Good))]
    public void A_URL_says_where_and_who(string url, RedisEndpoint endpoint) =>
        Assert.Equal(endpoint, RedisEndpoint.TryParse(url));

    [Theory]
    [InlineData("cache:6379")]
    [InlineData("http://cache")]
    [InlineData("redis://")]
    [InlineData("redis://cache/x")]
    [InlineData("redis://cache/-1")]
    [InlineData("redis://cache/1/2")]
    [InlineData("redis://cache?db=1")]
    [InlineData("redis://web@cache")]
    public void Anything_else_is_refused(string url) => Assert.Null(RedisEndpoint.TryParse(url));

    [Fact]
    public void Its_text_holds_no_secret() =>
        Assert.Equal("rediss://cache:6379/2", $"{RedisEndpoint.TryParse("rediss://web:secret@cache/2")}");
}
