using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TwilioEmulator.Proxy;

/// <summary>The certificates of the emulated hosts, made when a client first asks for such a name.</summary>
internal sealed class LeafCertificates(CertificateAuthority authority)
{
    /// <summary>Clients refuse certificates that are valid for longer than 398 days.</summary>
    private const int ValidityDays = 390;

    private const int SerialBytes = 16;

    private readonly ConcurrentDictionary<string, SslStreamCertificateContext> known = new(StringComparer.Ordinal);

    /// <summary>The certificate for the name in the client's greeting (SNI); without a name, that of *.twilio.com.</summary>
    /// <exception cref="AuthenticationException">The name is not Twilio's.</exception>
    public SslStreamCertificateContext For(string? serverName)
    {
        var host = string.IsNullOrEmpty(serverName) ? TwilioHosts.Domain : serverName;
        if (!TwilioHosts.Contains(host))
            throw new AuthenticationException($"{host} is not a host of Twilio.");
        return known.GetOrAdd(TwilioHosts.CertificateName(host), Create);
    }

    private SslStreamCertificateContext Create(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = Ambient.RealNow();
        using var signed = Request(name, key)
            .Create(
                authority.Certificate,
                now.AddDays(-1),
                now.AddDays(ValidityDays),
                RandomNumberGenerator.GetBytes(SerialBytes)
            );
        using var withKey = signed.CopyWithPrivateKey(key);
        // Windows serves only keys that it has imported.
        var served = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(served, [], offline: true);
    }

    private CertificateRequest Request(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "*." + TwilioHosts.Domain)
            names.AddDnsName(TwilioHosts.Domain);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], false)
        );
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority.Certificate, true, false)
        );
        return request;
    }
}
