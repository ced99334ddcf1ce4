using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace TwilioServer.Tests.Support;

/// <summary>
/// Checks that a statement holds for random input. A failure prints the input and how to meet it again: "replay
/// directly at failing step with (1234,5677,12)" becomes <c>TEST_SEED=1234,5677,12</c> in the environment.
/// </summary>
internal static class Properties
{
    private const int Inputs = 200;

    public static void Hold<T>(Gen<T> inputs, Action<T> statement, int count = Inputs) =>
        Hold(Arb.From(inputs), statement, count);

    public static void Hold<T>(Arbitrary<T> inputs, Action<T> statement, int count = Inputs)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true);
        if (Environment.GetEnvironmentVariable("TEST_SEED") is { Length: > 0 } seed)
        {
            var parts = seed.Split(',').Select(ulong.Parse).ToArray();
            var size = parts.Length > 2 ? FSharpOption<int>.Some((int)parts[2]) : FSharpOption<int>.None;
            var replay = new FsCheck.Replay(new Rnd(parts[0], parts[1]), size);
            config = config.WithReplay(FSharpOption<FsCheck.Replay>.Some(replay));
        }
        Check.One(config, Prop.ForAll(inputs, statement));
    }
}
