using System.Text;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

public sealed class FormReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a=1", "a→1")]
    [InlineData("a=1&b=2", "a→1|b→2")]
    [InlineData("a=1&a=2&a=1", "a→1|a→2|a→1")]
    [InlineData("a=", "a→")]
    [InlineData("a", "a→")]
    [InlineData("a=b=c", "a→b=c")]
    [InlineData("a=x+y", "a→x y")]
    [InlineData("a=x%20y", "a→x y")]
    [InlineData("a=x%2By", "a→x+y")]
    [InlineData("a%20b=1", "a b→1")]
    [InlineData("a=%26%3D%25", "a→&=%")]
    [InlineData("a=%c3%b6%C3%96", "a→öÖ")]
    [InlineData("a=%F0%9F%98%80", "a→😀")]
    [InlineData("a=%E6%97%A5%E6%9C%AC", "a→日本")]
    [InlineData("a=öé😀", "a→öé😀")]
    [InlineData("&&a=1&&b=2&", "a→1|b→2")]
    [InlineData("a=%0D%0A", "a→\r\n")]
    public void A_form_is_read(string body, string expected)
    {
        var fields = FormReader.TryRead(Encoding.UTF8.GetBytes(body), out var problem);
        Assert.Equal("", problem);
        Assert.Equal(expected, string.Join('|', fields!.Select(field => field.Key + "→" + field.Value)));
    }

    [Theory]
    [InlineData("a=%00", "NUL in a value")]
    [InlineData("a%00=1", "NUL in a name")]
    [InlineData("a=%", "percent without digits")]
    [InlineData("a=%4", "percent with one digit")]
    [InlineData("a=%4&b=1", "percent with one digit before the next field")]
    [InlineData("a=%G1", "percent without hexadecimal digits")]
    [InlineData("a=%1G", "percent with one hexadecimal digit")]
    [InlineData("a=%-1", "percent and a sign")]
    [InlineData("a=%C0%80", "overlong NUL")]
    [InlineData("a=%C0%AF", "overlong slash")]
    [InlineData("a=%E0%80%AF", "overlong slash in three bytes")]
    [InlineData("a=%ED%A0%80", "a high surrogate alone")]
    [InlineData("a=%ED%A0%BD%ED%B8%80", "two surrogates as CESU-8")]
    [InlineData("a=%F4%90%80%80", "beyond Unicode")]
    [InlineData("a=%FF", "a byte that UTF-8 never has")]
    [InlineData("a=%80", "a continuation byte alone")]
    [InlineData("a=%E6%97", "cut within a character")]
    [InlineData("=1", "an empty name")]
    [InlineData("=", "neither name nor value")]
    [InlineData("a=1&=2", "an empty name after a good field")]
    public void A_malformed_form_is_refused(string body, string why)
    {
        Assert.True(FormReader.TryRead(Encoding.UTF8.GetBytes(body), out var problem) is null, why);
        Assert.NotEqual("", problem);
    }

    [Fact]
    public void A_raw_NUL_is_refused() => Assert.Null(FormReader.TryRead("a=\0"u8, out _));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void There_are_200_fields_at_most(int over, bool isRead)
    {
        var body = string.Join('&', Enumerable.Range(0, FormReader.MaxFields + over).Select(i => $"f{i}=1"));
        Assert.Equal(isRead, FormReader.TryRead(Encoding.ASCII.GetBytes(body), out _)?.Count == FormReader.MaxFields);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_name_has_128_characters_at_most(int length, bool isRead)
    {
        var body = new string('n', length) + "=1";
        Assert.Equal(isRead, FormReader.TryRead(Encoding.ASCII.GetBytes(body), out _) is not null);
    }
}
