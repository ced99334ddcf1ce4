using System.Text.Json;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Tenants;

/// <summary>The page about tenants: its examples are settings, and its table is the one that decides.</summary>
public sealed class TenantPageTests
{
    private static readonly string Page = Repository.Read("docs/tenants.md");

    public static TheoryData<string> Examples =>
        [.. Page.Split("```json\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];

    [Fact]
    public void There_are_examples() => Assert.Equal(7, Examples.Count);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_a_change_that_would_be_taken(string patch)
    {
        var settings = TenantDocuments.Merge(
            Samples.Settings,
            JsonDocument.Parse(patch).RootElement,
            TenantDocuments.Default.TenantSettings
        );
        Assert.Empty(settings.Problems());
        Assert.NotEqual(TenantJson.Write(Samples.Settings), TenantJson.Write(settings));
    }

    [Fact]
    public void The_laws_are_those_that_decide() =>
        Assert.All(RecordingConsent.AllPartyStates.Values, law => Assert.Contains($"| {law} |", Page));

    [Fact]
    public void The_languages_are_those_that_there_are_words_for() =>
        Assert.All(Phrases.Languages, language => Assert.Contains($"`{language}`", Page));
}
