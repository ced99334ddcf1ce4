using TwilioServer.Configuration;
using TwilioServer.Journal;
using TwilioServer.Ops;
using TwilioServer.Spill;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Configuration;

public sealed class DefaultsTests
{
    [Fact]
    public void What_is_not_set_has_a_sensible_default()
    {
        var settings = Read();
        Assert.Equal(
            ("development", 3701, "info"),
            (settings.Host.Environment, settings.Host.Port, settings.Host.LogLevel)
        );
        Assert.Equal("public", settings.Storage.DatabaseSchema);
        Assert.True(settings.Storage.MigrateOnStart);
        Assert.Null(settings.Storage.MasterKey);
        Assert.Equal(new Uri("https://api.twilio.com"), settings.Twilio.ApiBaseUrl);
        Assert.Equal(10, settings.Twilio.ConnectionPoolSize);
        Assert.Null(settings.Twilio.AuthTokenOld);
        Assert.Equal(new JournalSettings(QueueSize: 1000, Writers: 2, SpillAfterMilliseconds: 300), settings.Journal);
        Assert.Equal(new SpillSettings("./spill", 1024), settings.Spill);
        Assert.Equal(32, settings.Jobs.Concurrency);
        Assert.Equal(
            (Path.GetFullPath("./media"), 5 * 1024 * 1024),
            (settings.Media.Directory, settings.Media.MaxBytes)
        );
        Assert.Equal(["mms.twiliocdn.com", "media.twiliocdn.com"], settings.Media.RedirectHosts);
        Assert.Equal(TimeSpan.FromSeconds(60), settings.Reconciliation.Every);
    }

    [Theory]
    [InlineData("development", null)]
    [InlineData("test", null)]
    [InlineData("staging", "https://staging-api.nevermisscall.com/twilio")]
    [InlineData("production", "https://api.nevermisscall.com/twilio")]
    [InlineData("PRODUCTION", "https://api.nevermisscall.com/twilio")]
    public void The_public_address_follows_from_the_environment(string environment, string? address) =>
        Assert.Equal(address, Read(("NODE_ENV", environment)).Webhooks.PublicBaseUrls.SingleOrDefault()?.ToString());

    [Fact]
    public void The_public_address_may_be_several()
    {
        var urls = Read(("PUBLIC_BASE_URL", "https://a.test/twilio/, http://b.test:8080")).Webhooks.PublicBaseUrls;
        Assert.Equal(["https://a.test/twilio", "http://b.test:8080/"], urls.Select(url => url.ToString()));
    }

    [Fact]
    public void The_printed_defaults_are_the_ones_in_force()
    {
        var written = ServerSettings
            .Describe()
            .Where(s => int.TryParse(s.Default, out _) || bool.TryParse(s.Default, out _));
        var explicitly = Read([.. written.Select(setting => (setting.Name, setting.Default!))]);
        var implicitly = Read();
        Assert.Equal(implicitly.Host, explicitly.Host);
        Assert.Equal(implicitly.Journal, explicitly.Journal);
        Assert.Equal(implicitly.Jobs, explicitly.Jobs);
        Assert.Equal(implicitly.Reconciliation, explicitly.Reconciliation);
        Assert.Equal(implicitly.Spill, explicitly.Spill);
        Assert.Equal(implicitly.Twilio, explicitly.Twilio);
        Assert.Equal(implicitly.Storage.MigrateOnStart, explicitly.Storage.MigrateOnStart);
    }

    [Fact]
    public void The_page_about_settings_is_the_one_that_the_program_prints() =>
        Assert.Equal(SettingsCommand.Markdown(), Repository.Read("docs/configuration.md"));

    [Fact]
    public void No_cell_of_that_page_breaks_its_table() =>
        Assert.All(
            SettingsCommand.Markdown().Split('\n').Where(line => line.StartsWith("| `")),
            line => Assert.Equal(5, line.Count(c => c == '|'))
        );

    private static ServerSettings Read(params (string Name, string Value)[] settings) =>
        ServerSettings.Read(name =>
            settings.FirstOrDefault(setting => setting.Name == name).Value
            ?? name switch
            {
                "DATABASE_URL" => "postgresql://db.example.test/nevermisscall",
                "TWILIO_ACCOUNT_SID" => Samples.AccountSid,
                "TWILIO_AUTH_TOKEN" => "0123456789abcdef0123456789abcdef",
                _ => null,
            }
        );
}
