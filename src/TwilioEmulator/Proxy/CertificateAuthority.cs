using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TwilioEmulator.Proxy;

/// <summary>
/// The authority that vouches for the emulated twilio.com. It is made at the first start and kept, so that what trusts
/// it keeps doing so; and it may vouch for twilio.com only, so that trusting it opens nothing else.
/// </summary>
internal sealed class CertificateAuthority(X509Certificate2 certificate)
{
    private const int ValidityYears = 10;
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromDays(90);

    public X509Certificate2 Certificate { get; } = certificate;

    public static CertificateAuthority OpenOrCreate(StateDirectory state)
    {
        state.Create();
        // Of several that start at once one makes it; moving a file to a name that is free is not one step on every system.
        using var turn = state.Lock();
        var certificate = Open(state) ?? Replace(state);
        var pem = certificate.ExportCertificatePem() + "\n";
        if (!File.Exists(state.CaPath) || File.ReadAllText(state.CaPath) != pem)
            StateDirectory.Write(state.CaPath, pem, isSecret: false);
        return new CertificateAuthority(certificate);
    }

    private static X509Certificate2 Replace(StateDirectory state)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = Create(key);
        var pem = $"{key.ExportPkcs8PrivateKeyPem()}\n{made.ExportCertificatePem()}\n";
        StateDirectory.Write(state.CaKeyPath, pem, isSecret: true);
        return Open(state) ?? throw new IOException($"{state.CaKeyPath} cannot be read back.");
    }

    /// <summary>What is in the directory; null when it is missing, damaged or nearly over, and a new one is needed.</summary>
    private static X509Certificate2? Open(StateDirectory state)
    {
        if (!File.Exists(state.CaKeyPath))
            return null;
        var pem = File.ReadAllText(state.CaKeyPath);
        try
        {
            var certificate = X509Certificate2.CreateFromPem(pem, pem);
            if (new DateTimeOffset(certificate.NotAfter) > Ambient.RealNow() + RenewedBefore)
                return certificate;
            certificate.Dispose();
        }
        catch (CryptographicException)
        {
            // Damaged: it goes as one that is nearly over goes.
        }
        File.Delete(state.CaKeyPath);
        return null;
    }

    private static X509Certificate2 Create(ECDsa key)
    {
        var request = new CertificateRequest("CN=twilio-emulator (this machine only)", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(OnlyFor(TwilioHosts.Domain));
        var now = Ambient.RealNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(ValidityYears));
    }

    /// <summary>Name constraints (RFC 5280, 4.2.1.10): this domain and what is under it, and nothing else.</summary>
    private static X509Extension OnlyFor(string domain)
    {
        var asn = new AsnWriter(AsnEncodingRules.DER);
        using (asn.PushSequence())
        using (asn.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (asn.PushSequence())
            asn.WriteCharacterString(UniversalTagNumber.IA5String, domain, new Asn1Tag(TagClass.ContextSpecific, 2));
        return new X509Extension("2.5.29.30", asn.Encode(), critical: true);
    }
}
