// Verifies a signature envelope up to a root with the Notary Project's own library, and prints the payload.
//
// usage: notation-verifier <envelope file> <PEM file of the trusted root>
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"

	"github.com/notaryproject/notation-core-go/signature"
	"github.com/notaryproject/notation-core-go/signature/jws"
)

func main() {
	payload, err := verify(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print(payload)
}

func verify(envelopeFile, rootFile string) (string, error) {
	envelopeBytes, err := os.ReadFile(envelopeFile)
	if err != nil {
		return "", err
	}
	rootBytes, err := os.ReadFile(rootFile)
	if err != nil {
		return "", err
	}
	block, _ := pem.Decode(rootBytes)
	if block == nil {
		return "", fmt.Errorf("expected a certificate in PEM in %s", rootFile)
	}
	root, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return "", err
	}
	envelope, err := signature.ParseEnvelope(jws.MediaTypeEnvelope, envelopeBytes)
	if err != nil {
		return "", err
	}
	content, err := envelope.Verify()
	if err != nil {
		return "", err
	}
	if _, err := signature.VerifyAuthenticity(&content.SignerInfo, []*x509.Certificate{root}); err != nil {
		return "", err
	}
	return string(content.Payload.Content), nil
}
