using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TwilioEmulator.Env;
using TwilioEmulator.Proxy;

namespace TwilioServer.Tests.Emulator.Proxy;

/// <summary>What stays in the state directory between starts.</summary>
public sealed class StateTests : IDisposable
{
    private readonly StateDirectory state = new(Directory.CreateTempSubdirectory("state-").FullName);

    public void Dispose() => Directory.Delete(state.FullPath, recursive: true);

    [Fact]
    public void The_authority_is_made_once_and_its_key_is_the_owners_alone()
    {
        var first = CertificateAuthority.OpenOrCreate(state).Certificate;
        var second = CertificateAuthority.OpenOrCreate(state).Certificate;
        Assert.Equal(first.Thumbprint, second.Thumbprint);
        Assert.True(second.HasPrivateKey);
        Assert.DoesNotContain("PRIVATE", File.ReadAllText(state.CaPath), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(state.CaKeyPath));
    }

    [Fact]
    public async Task Emulators_that_start_at_once_share_one_authority()
    {
        var made = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => Task.Run(() => CertificateAuthority.OpenOrCreate(state)))
        );
        var kept = CertificateAuthority.OpenOrCreate(state).Certificate;
        Assert.Contains(kept.Thumbprint, made.Select(each => each.Certificate.Thumbprint));
    }

    [Fact]
    public void A_damaged_authority_is_made_anew()
    {
        CertificateAuthority.OpenOrCreate(state);
        File.WriteAllText(state.CaKeyPath, "nonsense");
        var renewed = CertificateAuthority.OpenOrCreate(state).Certificate;
        using var shown = X509CertificateLoader.LoadCertificateFromFile(state.CaPath);
        Assert.Equal(renewed.Thumbprint, shown.Thumbprint);
    }

    [Fact]
    public void The_authority_may_vouch_for_nothing_but_Twilio()
    {
        var authority = CertificateAuthority.OpenOrCreate(state).Certificate;
        Assert.True(Chains(authority, "api.twilio.com"));
        Assert.False(Chains(authority, "api.example.com"));
    }

    [Fact]
    public void The_environment_is_that_of_the_newest_that_runs()
    {
        Assert.Null(RunningEmulator.Newest(state));
        Running(Environment.ProcessId, "https://127.0.0.1:1").Save(state);
        // No process has this id: Linux ends at 2^22.
        Running(int.MaxValue, "https://127.0.0.1:2").Save(state);
        File.WriteAllText(state.RunningPath(1), "nonsense");
        Assert.Equal("https://127.0.0.1:1", RunningEmulator.Newest(state)!.ProxyUrl);
        Running(Environment.ProcessId, "https://127.0.0.1:3").Save(state);
        Assert.Single(state.RunningPaths());
        Running(Environment.ProcessId, "").Forget(state);
        Assert.Empty(state.RunningPaths());
    }

    [Fact]
    public void Shell_lines_survive_any_path()
    {
        var shell = ToolEnvironment.Shell(Running(1, "http://127.0.0.1:1") with { CaPath = "/it's $HOME/ca.pem" });
        Assert.Contains(@"export NODE_EXTRA_CA_CERTS='/it'\''s $HOME/ca.pem'", shell, StringComparison.Ordinal);
        Assert.Contains("export HTTP_PROXY='http://127.0.0.1:1'", shell, StringComparison.Ordinal);
    }

    private RunningEmulator Running(int processId, string proxyUrl) =>
        new(processId, DateTimeOffset.UnixEpoch, "http://127.0.0.1:1", proxyUrl, state.CaPath, "AC", "token");

    private static bool Chains(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(
            authority,
            new DateTimeOffset(authority.NotBefore),
            new DateTimeOffset(authority.NotAfter),
            [1, 2, 3]
        );
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(leaf);
    }
}
