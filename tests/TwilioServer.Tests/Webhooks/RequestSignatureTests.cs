using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

public sealed class RequestSignatureTests
{
    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, SignatureVector.All.Count)];

    [Fact]
    public void The_published_vectors_are_all_read() => Assert.Equal(7, SignatureVector.All.Count);

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_published_signature_is_valid(int index)
    {
        var vector = SignatureVector.All[index];
        Assert.True(IsValid(vector, vector.Signature, vector.Token), vector.What);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_signer_of_these_tests_makes_the_published_signature(int index)
    {
        var vector = SignatureVector.All[index];
        Assert.Equal(vector.Signature, Signing.Sign(vector.Url, vector.Pairs(), vector.Token));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Either_of_two_tokens_may_have_signed(int index)
    {
        var vector = SignatureVector.All[index];
        Assert.True(IsValid(vector, vector.Signature, Signing.OldToken, vector.Token), "second of two");
        Assert.True(IsValid(vector, vector.Signature, vector.Token, Signing.OldToken), "first of two");
        Assert.False(IsValid(vector, vector.Signature, Signing.OldToken), "neither");
        Assert.False(IsValid(vector, vector.Signature), "no token at all");
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_order_in_which_parameters_come_does_not_matter(int index)
    {
        var vector = SignatureVector.All[index];
        var reversed = vector with { Parameters = [.. vector.Parameters.Reverse()] };
        Assert.True(IsValid(reversed, vector.Signature, vector.Token));
    }

    [Fact]
    public void Names_are_sorted_by_code_unit_and_case_counts()
    {
        var parameters = new List<KeyValuePair<string, string>>
        {
            new("b", "1"),
            new("B", "2"),
            new("a", "y"),
            new("_", "3"),
            new("a", "x"),
            new("A", "4"),
        };
        RequestSignature.Sort(parameters);
        Assert.Equal(["A4", "B2", "_3", "ax", "ay", "b1"], parameters.Select(p => p.Key + p.Value));
    }

    [Fact]
    public void The_same_name_in_another_case_is_another_parameter()
    {
        var vector = SignatureVector.All[0];
        var changed = vector with
        {
            Parameters = [.. vector.Parameters.Select(p => new[] { p[0].ToLowerInvariant(), p[1] })],
        };
        Assert.False(IsValid(changed, vector.Signature, vector.Token));
    }

    /// <summary>Twilio's C# library once shared one hash between threads: requests were refused under load.</summary>
    [Fact]
    public void One_key_checks_many_requests_at_once()
    {
        var key = new SigningKey(Signing.Token);
        var failures = 0;
        Parallel.For(
            0,
            20_000,
            i =>
            {
                var url = $"https://calls.example.test/webhooks/voice?c={i}";
                List<KeyValuePair<string, string>> parameters = [new("CallSid", $"CA{i:x32}")];
                var signature = Signing.Sign(url, parameters);
                if (!RequestSignature.IsValid(signature, url, parameters, key))
                    Interlocked.Increment(ref failures);
                if (RequestSignature.IsValid(signature, url + "0", parameters, key))
                    Interlocked.Increment(ref failures);
            }
        );
        Assert.Equal(0, failures);
    }

    internal static bool IsValid(SignatureVector vector, string signature, params string[] tokens)
    {
        var parameters = vector.Pairs();
        RequestSignature.Sort(parameters);
        return tokens.Any(token => RequestSignature.IsValid(signature, vector.Url, parameters, new SigningKey(token)));
    }
}
