# SPDX-License-Identifier: BSD-2-Clause
# The box's own Vagrantfile, which Vagrant reads before the project's: what emulation needs is here, and nowhere else.
here = File.dirname(File.expand_path(__FILE__))
Vagrant.configure("2") do |config|
  config.vm.boot_timeout = 600
  config.vm.guest = :debian
  config.ssh.insert_key = false
  config.ssh.private_key_path = File.join(here, "key")
  config.vm.provider :libvirt do |libvirt|
    if ENV["HAWSER_KVM"] == "1"
      libvirt.driver = "kvm"
      libvirt.cpu_mode = "host-passthrough"
    else
      libvirt.driver = "qemu"
      libvirt.cpu_mode = "maximum"
      libvirt.emulator_path = File.join(here, "qemu-small-cache")
    end
    libvirt.kernel = File.join(here, "vmlinuz")
    libvirt.initrd = File.join(here, "initrd.img")
    libvirt.cmd_line = "root=/dev/vda rw console=ttyS0 quiet net.ifnames=0 mitigations=off"
    libvirt.graphics_type = "none"
    libvirt.video_type = "none"
  end
end
