using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Webhooks;

/// <summary>
/// What compares secrets uses the framework's comparison for secrets, and there are no other places. That their time tells
/// nothing is measured by bench/timing.sh: on a busy machine a stopwatch is no test.
/// </summary>
public sealed class ConstantTimeTests
{
    [Theory]
    [InlineData("Webhooks/SigningKey.cs", 1)]
    [InlineData("Webhooks/UrlTokens.cs", 3)]
    [InlineData("Webhooks/RequestVerifier.cs", 1)]
    [InlineData("Internal/InternalKey.cs", 1)]
    public void Secrets_are_compared_in_constant_time(string file, int comparisons)
    {
        var text = Repository.Read("src/TwilioServer/" + file);
        Assert.Equal(comparisons, text.Split("CryptographicOperations.FixedTimeEquals(").Length - 1);
        Assert.DoesNotContain(".SequenceEqual(", text);
    }

    [Fact]
    public void Signatures_are_computed_in_one_place() =>
        Assert.Equal(
            ["src/TwilioServer/Webhooks/SigningKey.cs"],
            Repository
                .Sources("src/TwilioServer")
                .Where(file => file.Text.Contains("HashAlgorithmName.SHA1") || file.Text.Contains("HMACSHA1.HashData"))
                .Select(file => file.Path)
        );
}
