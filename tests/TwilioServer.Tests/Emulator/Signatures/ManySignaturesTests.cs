using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Emulator.Signatures;

/// <summary>
/// The emulator signs, twilio-server and Twilio's own SDK for Node verify: three implementations that share no line.
/// <c>SIGNATURE_SEED=7 ./test -class '*ManySignaturesTests'</c> tries other requests.
/// </summary>
public sealed class ManySignaturesTests(NodeValidator node) : IClassFixture<NodeValidator>
{
    private const int Requests = 100_000;
    private const int DefaultSeed = 20_100_401;

    private static int Seed =>
        int.TryParse(Environment.GetEnvironmentVariable("SIGNATURE_SEED"), out var seed) ? seed : DefaultSeed;

    [Fact]
    public async Task A_hundred_thousand_signed_requests_are_accepted_by_both()
    {
        var generator = new RequestGenerator(new Random(Seed));
        var (json, repeated) = (0, 0);
        foreach (var chunk in Enumerable.Range(0, Requests).Select(_ => generator.Next()).Chunk(2_000))
        {
            await AssertBothAsync(chunk, accepted: true);
            json += chunk.Count(each => each.Json is not null);
            repeated += chunk.Count(each => each.Parameters.DistinctBy(p => p.Key).Count() < each.Parameters.Count);
        }
        Figures.Print(
            $"signatures, seed {Seed}: {Requests} requests ({json} JSON, {repeated} with repeated names) accepted by both"
        );
    }

    [Fact]
    public async Task A_hundred_thousand_requests_with_one_bit_changed_are_refused_by_both()
    {
        var random = new Random(Seed + 1);
        var generator = new RequestGenerator(random);
        var change = new BitChange(random);
        var counts = new Dictionary<BitChange.Part, int>();
        foreach (var chunk in Enumerable.Range(0, Requests).Select(_ => change.Apply(generator.Next())).Chunk(2_000))
        {
            await AssertBothAsync([.. chunk.Select(each => each.Request)], accepted: false);
            foreach (var (part, count) in chunk.CountBy(each => each.Changed))
                counts[part] = counts.GetValueOrDefault(part) + count;
        }
        var parts = string.Join(", ", counts.OrderBy(each => each.Key).Select(each => $"{each.Value} {each.Key}"));
        Figures.Print($"signatures, seed {Seed}: {Requests} changes ({parts}) refused by both");
    }

    private async Task AssertBothAsync(SignedRequest[] requests, bool accepted)
    {
        var byNode = node.AcceptsAsync(requests);
        foreach (var request in requests)
            Assert.True(request.IsAcceptedByServer() == accepted, $"seed {Seed}, server: {request.ToLine()}");
        foreach (var (request, answer) in requests.Zip(await byNode))
            Assert.True(answer == accepted, $"seed {Seed}, Node: {request.ToLine()}");
    }
}
