using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Configuration;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Configuration;

public sealed class SettingsTests
{
    private static readonly Dictionary<string, string> Minimum = new(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = "postgresql://nmc:secret@db.example.test/nevermisscall",
        ["TWILIO_ACCOUNT_SID"] = Samples.AccountSid,
        ["TWILIO_AUTH_TOKEN"] = "0123456789abcdef0123456789abcdef",
    };

    public static TheoryData<string> Names => [.. ServerSettings.Describe().Select(setting => setting.Name)];

    public static TheoryData<string> RequiredNames => [.. Minimum.Keys];

    /// <summary>Any value is a secret of TWILIO_API_KEY, whose partner is then missing; nearly any is a directory.</summary>
    public static TheoryData<string> CheckedNames =>
        [
            .. ServerSettings
                .Describe()
                .Select(setting => setting.Name)
                .Where(name => name is not ("TWILIO_API_SECRET" or "SPILL_DIR" or "MEDIA_DIR")),
        ];

    [Fact]
    public void Each_setting_is_described_once() =>
        Assert.Equal(Names.Select(row => row.Data).Distinct(), Names.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(RequiredNames))]
    public void A_missing_setting_is_named_with_what_is_expected(string name)
    {
        var problem = Assert.Single(Problems(name, null));
        Assert.Equal($"{name} is missing: expected {Expected(name)}.", problem);
    }

    [Fact]
    public void Only_what_has_no_default_is_required() =>
        Assert.Equal(
            Minimum.Keys.Order(StringComparer.Ordinal),
            ServerSettings.Describe().Where(s => s.Default is null).Select(s => s.Name).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Everything_that_is_missing_is_told_at_once()
    {
        var refusal = Assert.Throws<SettingsException>(() => ServerSettings.Read(_ => null));
        Assert.Equal(Minimum.Count, refusal.Problems.Count);
    }

    [Theory]
    [MemberData(nameof(CheckedNames))]
    public void A_wrong_setting_is_named_with_what_is_expected_and_its_value_is_not_told(string name)
    {
        var problem = Assert.Single(Problems(name, "c4n4ry-§§"));
        Assert.Equal($"{name} is wrong: expected {Expected(name)}.", problem);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_value_is_ever_told(string name) =>
        Properties.Hold(
            Texts.Any,
            text => Assert.DoesNotContain(Problems(name, "c4n4ry" + text), problem => problem.Contains("c4n4ry"))
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void Empty_means_unset(string name) => Assert.Equal(Problems(name, null), Problems(name, ""));

    [Theory]
    [InlineData("TWILIO_ACCOUNT_SID", Samples.AccountSid)]
    [InlineData("TWILIO_AUTH_TOKEN", "0123456789abcdef0123456789abcdef")]
    [InlineData("TWILIO_AUTH_TOKEN_OLD", "0123456789abcdef0123456789abcdef")]
    [InlineData("DATABASE_SCHEMA", "twilio")]
    public void A_line_break_at_the_end_makes_a_value_wrong(string name, string value)
    {
        Assert.Empty(Problems(name, value));
        Assert.StartsWith(name + " is wrong", Assert.Single(Problems(name, value + "\n")));
    }

    [Theory]
    [InlineData("TWILIO_API_KEY", "SK0123456789abcdef0123456789abcdef")]
    [InlineData("TWILIO_API_SECRET", "c4n4ry")]
    public void A_key_and_its_secret_belong_together(string name, string value)
    {
        var problem = Assert.Single(Problems(name, value));
        Assert.Contains("TWILIO_API_KEY", problem);
        Assert.Contains("TWILIO_API_SECRET", problem);
        Assert.DoesNotContain(value, problem);
    }

    [Theory]
    [InlineData("PORT", 0, 65535)]
    [InlineData("WEBHOOK_QUEUE_SIZE", 1, 100_000)]
    [InlineData("WEBHOOK_WORKER_THREADS", 1, 32)]
    [InlineData("TWILIO_CONNECTION_POOL_SIZE", 4, 1000)]
    [InlineData("JOB_CONCURRENCY", 1, 1000)]
    [InlineData("MAX_CONNECTIONS_PER_ADDRESS", 1, 12_000)]
    [InlineData("TWILIO_AUTH_TOKEN_OLD_SECONDS", 1, 2_592_000)]
    [InlineData("TWILIO_WEBHOOK_AUTH_TOKEN_OLD_SECONDS", 1, 2_592_000)]
    [InlineData("SPILL_AFTER_MS", 50, 5000)]
    [InlineData("SPILL_MAX_MB", 1, 1_000_000)]
    public void A_number_has_its_bounds(string name, int minimum, int maximum)
    {
        Assert.Empty(Problems(name, $"{minimum}"));
        Assert.Empty(Problems(name, $"{maximum}"));
        foreach (var wrong in new[] { $"{minimum - 1}", $"{maximum + 1}", "1.5", "1e3", "0x10", " 5", "9999999999" })
            Assert.StartsWith(name + " is wrong", Assert.Single(Problems(name, wrong)));
    }

    [Theory]
    [InlineData("PUBLIC_BASE_URL", "ftp://x.test")]
    [InlineData("PUBLIC_BASE_URL", "https://x.test/?q=1")]
    [InlineData("PUBLIC_BASE_URL", "https://x.test/#f")]
    [InlineData("PUBLIC_BASE_URL", "https://user:pass@x.test")]
    [InlineData("PUBLIC_BASE_URL", "https://x.test,nonsense")]
    [InlineData("PUBLIC_BASE_URL", "/twilio")]
    [InlineData("MASTER_KEY", "AAAA")]
    [InlineData("MASTER_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("DATABASE_SCHEMA", "Twilio")]
    [InlineData("DATABASE_SCHEMA", "a;b")]
    [InlineData("SPILL_DIR", "a\0b")]
    [InlineData("MEDIA_DIR", "a\0b")]
    [InlineData("MEDIA_MAX_BYTES", "0")]
    [InlineData("MEDIA_REDIRECT_HOSTS", "127.0.0.1")]
    [InlineData("MEDIA_REDIRECT_HOSTS", "https://mms.twiliocdn.com")]
    [InlineData("MEDIA_REDIRECT_HOSTS", "mms.twiliocdn.com,")]
    [InlineData("MEDIA_REDIRECT_HOSTS", "localhost")]
    [InlineData("MEDIA_REDIRECT_HOSTS", "mms.twiliocdn.com:8443")]
    [InlineData("MIGRATE_ON_START", "yes")]
    [InlineData("NODE_ENV", "prod")]
    [InlineData("LOG_LEVEL", "loud")]
    [InlineData("TWILIO_ACCOUNT_SID", "AC0123456789ABCDEF0123456789ABCDEF")]
    public void A_value_that_is_nearly_right_is_wrong(string name, string value) =>
        Assert.StartsWith(name + " is wrong", Assert.Single(Problems(name, value)));

    [Theory]
    [InlineData("TRUSTED_PROXIES", "10.0.0.0/33")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.0/8;192.0.2.1")]
    [InlineData("TWILIO_WEBHOOK_AUTH_TOKEN", "fifteen-letters")]
    [InlineData("TWILIO_WEBHOOK_AUTH_TOKEN", "a token with spaces in it")]
    [InlineData("INTERNAL_SERVICE_KEY", "twenty-three-letters-xx")]
    public void A_secret_or_a_list_that_is_nearly_right_is_wrong(string name, string value) =>
        Assert.StartsWith(name + " is wrong", Assert.Single(Problems(name, value)));

    [Theory]
    [InlineData("production", "INTERNAL_SERVICE_KEY", "nmc-internal-services-auth-key-phase1", false)]
    [InlineData("production", "INTERNAL_SERVICE_KEY_OLD", "nmc-internal-services-auth-key-phase1", false)]
    [InlineData("staging", "INTERNAL_SERVICE_KEY", "shared-secret-key-for-phase-1", false)]
    [InlineData("development", "INTERNAL_SERVICE_KEY", "nmc-internal-services-auth-key-phase1", true)]
    [InlineData("production", "INTERNAL_SERVICE_KEY", "a-key-that-nobody-has-published", true)]
    public void An_internal_key_that_stands_in_a_document_is_refused_in_production(
        string environment,
        string name,
        string key,
        bool isTaken
    )
    {
        try
        {
            ServerSettings.Read(asked =>
                asked == name ? key
                : asked == "NODE_ENV" ? environment
                : Minimum.GetValueOrDefault(asked)
            );
            Assert.True(isTaken);
        }
        catch (SettingsException refusal)
        {
            Assert.False(isTaken);
            Assert.StartsWith(name + " is a key that everybody can read", Assert.Single(refusal.Problems));
            Assert.DoesNotContain(key, refusal.Message);
        }
    }

    [Fact]
    public void A_webhook_token_can_be_required_only_where_there_is_one() =>
        Assert.Contains("TWILIO_WEBHOOK_AUTH_TOKEN", Assert.Single(Problems("WEBHOOK_TOKEN_REQUIRED", "true")));

    private static string Expected(string name) =>
        ServerSettings.Describe().Single(setting => setting.Name == name).Expected;

    private static IReadOnlyList<string> Problems(string name, string? value)
    {
        try
        {
            ServerSettings.Read(asked => asked == name ? value : Minimum.GetValueOrDefault(asked));
            return [];
        }
        catch (SettingsException refusal)
        {
            return refusal.Problems;
        }
    }
}
