using System.Text.Json;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Tenants;

/// <summary>Settings documents: those of earlier releases stay valid, and what people write is read strictly.</summary>
public sealed class TenantDocumentTests
{
    /// <summary>As the release before several phones, hours and screening wrote it.</summary>
    private const string OfAnEarlierRelease = """
        {"businessName":"Rivera Plumbing","forwardTo":"+14155550199","ringTimeoutSeconds":25,
         "voicemailGreeting":"Hello","voicemailMaxSeconds":60,"textBack":"Local","textBackBody":"Sorry!","textBackWindowSeconds":60}
        """;

    [Fact]
    public void A_document_of_an_earlier_release_has_the_defaults_for_what_came_later()
    {
        var settings = TenantJson.Parse(OfAnEarlierRelease);
        Assert.Equal(["+14155550199"], settings.ForwardTo);
        Assert.Equal(
            (25, "Hello", 60),
            (settings.RingTimeoutSeconds, settings.VoicemailGreeting, settings.VoicemailMaxSeconds)
        );
        Assert.Equal(
            (true, "en-US", "America/New_York"),
            (settings.RequireKeyPress, settings.Language, settings.TimeZone)
        );
        Assert.Empty(settings.Holidays);
        Assert.Empty(settings.IgnoreList);
        Assert.Empty(settings.Problems());
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(1, null)]
    [InlineData(1000, null)]
    [InlineData(0, "messagesPerSecond: expected 1 to 1,000.")]
    [InlineData(1001, "messagesPerSecond: expected 1 to 1,000.")]
    public void A_number_sends_one_to_a_thousand_segments_a_second(int? perSecond, string? problem)
    {
        var settings = new NumberSettings { MessagesPerSecond = perSecond };
        Assert.Equal(problem, settings.Problems().SingleOrDefault());
        Assert.Equal(perSecond, TenantJson.ParseNumber(TenantJson.Write(settings)).MessagesPerSecond);
    }

    [Fact]
    public void A_single_phone_is_written_as_the_release_before_reads_it()
    {
        var json = TenantJson.Write(Samples.Settings);
        Assert.Contains($"\"forwardTo\":\"{Samples.OwnerNumber.Replace("+", "\\u002B")}\"", json);
        Assert.Equal(json, TenantJson.Write(TenantJson.Parse(json)));
    }

    [Fact]
    public void Everything_that_can_be_said_is_read_as_it_was_written()
    {
        var settings = Samples.Settings with
        {
            ForwardTo = ["+14155550177", "+14155550178"],
            ForwardOrder = ForwardOrder.Sequential,
            Hours = new WeeklyHours { Monday = [new OpenSpan(480, 720), new OpenSpan(780, 1440)] },
            Holidays =
            [
                new Holiday
                {
                    Date = new DateOnly(2026, 12, 25),
                    Name = "Christmas",
                    Yearly = true,
                    Closed = new CallVariant { Greeting = "Merry Christmas", ForwardTo = [] },
                },
            ],
            AfterHours = new CallVariant { ForwardTo = ["+14155550179"], TextBack = TextBackPolicy.Off },
            IgnoreList = ["+1900*"],
            BusinessState = "CA",
        };
        Assert.Empty(settings.Problems());
        var json = TenantJson.Write(settings);
        Assert.Equal(json, TenantJson.Write(TenantJson.Parse(json)));
        Assert.Contains("""{"start":"08:00","end":"12:00"}""", json);
        Assert.Contains("""{"start":"13:00","end":"24:00"}""", json);
    }

    [Fact]
    public void A_patch_changes_what_it_names_and_null_takes_back_a_default()
    {
        var changed = Merge("""{"ringTimeoutSeconds":30,"language":"es-US","afterHours":{"greeting":"Cerrado"}}""");
        Assert.Equal(
            (30, "es-US", "Cerrado"),
            (changed.RingTimeoutSeconds, changed.Language, changed.AfterHours?.Greeting)
        );
        Assert.Equal(Samples.Settings.BusinessName, changed.BusinessName);
        var back = TenantDocuments.Merge(
            changed,
            JsonDocument.Parse("""{"language":null,"afterHours":null}""").RootElement,
            TenantDocuments.Default.TenantSettings
        );
        Assert.Equal(("en-US", null), (back.Language, back.AfterHours));
    }

    [Theory]
    [InlineData("""{"ringTimeout":30}""")]
    [InlineData("""{"businessName":null}""")]
    [InlineData("""{"businessName":7}""")]
    [InlineData("""{"forwardTo":[7]}""")]
    [InlineData("""{"forwardOrder":"alphabetical"}""")]
    [InlineData("""{"hours":{"monday":[{"start":"25:00","end":"26:00"}]}}""")]
    [InlineData("""{"hours":{"someday":[]}}""")]
    [InlineData("""{"holidays":[{"date":"12/25","name":"Christmas"}]}""")]
    public void What_is_no_such_document_is_not_taken_for_one(string patch) =>
        Assert.Throws<JsonException>(() => Merge(patch));

    private static TenantSettings Merge(string patch) =>
        TenantDocuments.Merge(
            Samples.Settings,
            JsonDocument.Parse(patch).RootElement,
            TenantDocuments.Default.TenantSettings
        );
}
