using TwilioServer.Spill;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Spill;

public sealed class SettingsSnapshotTests : IDisposable
{
    private static readonly byte[] MasterKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] IdentityKey = [.. Enumerable.Repeat((byte)9, 32)];

    private static readonly TenantList Tenants = new(
        [new Tenant(Samples.TenantId, Samples.Settings, 7)],
        new Dictionary<string, Guid>(StringComparer.Ordinal) { [Samples.BusinessNumber] = Samples.TenantId }
    );

    private readonly ScratchDirectory _directory = new();

    [Fact]
    public void What_was_written_is_read_by_who_has_the_key()
    {
        Snapshot(MasterKey).Write(IdentityKey, Tenants);
        var read = Snapshot(MasterKey).TryRead()!;
        Assert.Equal(IdentityKey, read.IdentityKey);
        var tenant = Assert.Single(read.Tenants);
        Assert.Equal((Samples.TenantId, 7), (tenant.TenantId, tenant.SettingsVersion));
        Assert.Equal(TenantJson.Write(Samples.Settings), TenantJson.Write(tenant.Read().Settings));
        Assert.Equal(Samples.TenantId, read.Numbers[Samples.BusinessNumber]);
    }

    [Fact]
    public void What_webhooks_are_verified_with_is_kept_too_and_sealed()
    {
        var account = new TwilioAccount("AC1", Samples.TenantId, "c4n4ry-token", null, null, TestClock.Noon);
        var known = new KnownSecrets([account], [new KnownToken([1, 2], TestClock.Noon)], []);
        Snapshot(MasterKey).Write(IdentityKey, Tenants, known);
        var read = Snapshot(MasterKey).TryRead()!.Secrets!;
        Assert.Equal(account, Assert.Single(read.Accounts));
        Assert.Equal([1, 2], read.OldTokens[0].Hash);
        Assert.Equal(TestClock.Noon, read.OldTokens[0].ExpiresAt);
        Assert.DoesNotContain("c4n4ry", System.Text.Encoding.Latin1.GetString(Written()));
    }

    [Fact]
    public void Without_the_key_it_says_nothing()
    {
        Snapshot(MasterKey).Write(IdentityKey, Tenants);
        Assert.Null(Snapshot(new byte[32]).TryRead());
        Assert.Null(Snapshot(null).TryRead());
        var text = System.Text.Encoding.Latin1.GetString(Written());
        Assert.DoesNotContain(Samples.OwnerNumber, text);
        Assert.DoesNotContain(Samples.Settings.BusinessName, text);
        Assert.DoesNotContain(System.Text.Encoding.Latin1.GetString(IdentityKey), text);
    }

    [Fact]
    public void Any_bit_that_changed_makes_it_worthless()
    {
        Snapshot(MasterKey).Write(IdentityKey, Tenants);
        var bytes = Written();
        for (var bit = 0; bit < bytes.Length * 8; bit += 7)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(_directory.File("settings.snapshot"), bytes);
            Assert.Null(Snapshot(MasterKey).TryRead());
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        File.WriteAllBytes(_directory.File("settings.snapshot"), bytes[..20]);
        Assert.Null(Snapshot(MasterKey).TryRead());
    }

    [Fact]
    public void Without_a_master_key_none_is_written()
    {
        Snapshot(null).Write(IdentityKey, Tenants);
        Assert.Empty(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void It_is_written_again_only_when_something_changed()
    {
        var snapshot = Snapshot(MasterKey);
        snapshot.Write(IdentityKey, Tenants);
        var first = Written();
        snapshot.Write(IdentityKey, Tenants);
        Assert.Equal(first, Written());
        snapshot.Write(IdentityKey, Tenants with { Tenants = [Tenants.Tenants[0] with { SettingsVersion = 8 }] });
        Assert.NotEqual(first, Written());
        Assert.Equal(8, Snapshot(MasterKey).TryRead()!.Tenants[0].SettingsVersion);
        Assert.Single(Directory.GetFiles(_directory.Path));
    }

    public void Dispose() => _directory.Dispose();

    private byte[] Written() => File.ReadAllBytes(_directory.File("settings.snapshot"));

    private SettingsSnapshot Snapshot(byte[]? masterKey) =>
        new(new SpillDirectory(_directory.Path, new Ambient(new TestClock(), new Random(1))), masterKey);
}
